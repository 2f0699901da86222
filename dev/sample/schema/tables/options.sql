CREATE TABLE `options` (
  `id` int unsigned NOT NULL AUTO_INCREMENT,
  `option_key` varchar(64) COLLATE utf8mb4_unicode_ci NOT NULL,
  `option_value` text COLLATE utf8mb4_unicode_ci,
  PRIMARY KEY (`id`),
  UNIQUE KEY `options_option_key_unique` (`option_key`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
