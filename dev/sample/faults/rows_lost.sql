DELETE FROM `movings` WHERE `id` % 10 < 3;
DELETE FROM `tenants` WHERE `id` % 20 = 0;
