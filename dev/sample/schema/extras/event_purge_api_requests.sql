CREATE EVENT `purge_api_requests` ON SCHEDULE EVERY 1 DAY STARTS '2018-01-01 03:00:00' DISABLE
DO BEGIN
  DELETE FROM `api_requests` WHERE `requested_at` < '2018-01-01';
  UPDATE `options` SET `option_value` = 'purged; yes' WHERE `option_key` = 'last_purge';
END
