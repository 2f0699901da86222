CREATE TABLE `mapping_definition` (
  `id` int unsigned NOT NULL AUTO_INCREMENT,
  `source_name` varchar(64) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `source_column` varchar(64) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `target_name` varchar(64) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `target_column` varchar(64) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `rule_text` text COLLATE utf8mb4_unicode_ci,
  `is_active` tinyint NOT NULL DEFAULT '0',
  `created_at` timestamp NULL DEFAULT NULL,
  `updated_at` timestamp NULL DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
