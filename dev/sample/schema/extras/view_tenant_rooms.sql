CREATE VIEW `tenant_rooms` AS
SELECT `t`.`id` AS `tenant_id`, `t`.`full_name` AS `full_name`, `r`.`id` AS `room_id`, `r`.`room_number` AS `room_number`
FROM `tenants` `t`
JOIN `movings` `m` ON `m`.`id` = `t`.`moving_id`
JOIN `rooms` `r` ON `r`.`id` = `m`.`room_id`;
