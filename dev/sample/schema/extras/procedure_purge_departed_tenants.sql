CREATE PROCEDURE `purge_departed_tenants`(IN `before_day` DATE)
BEGIN
  -- Housekeeping of the source system. It must never run in the warehouse.
  DELETE FROM `tenants` WHERE `status` = 17 AND `updated_at` < before_day;
  DELETE FROM tenants WHERE status = 8;
  SELECT 'done; INSERT INTO `tenants` VALUES (1)' AS `message`;
END
