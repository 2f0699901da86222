CREATE TRIGGER `options_after_update` AFTER UPDATE ON `options` FOR EACH ROW
BEGIN
  -- a comment with a quote ' and a semicolon; inside
  INSERT INTO `tenant_reports` (`tenant_id`, `category`, `body`, `is_important`)
  VALUES (0, 'option', CONCAT('changed; ', NEW.`option_key`), 0);
END
