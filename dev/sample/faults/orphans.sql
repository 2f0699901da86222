UPDATE `movings` SET `tenant_id` = `tenant_id` + 8000000 WHERE `id` % 10 = 0;
