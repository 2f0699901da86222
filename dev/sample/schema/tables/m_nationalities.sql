CREATE TABLE `m_nationalities` (
  `id` int unsigned NOT NULL AUTO_INCREMENT,
  `nationality_name` varchar(128) COLLATE utf8mb4_unicode_ci NOT NULL,
  `nationality_name_en` varchar(128) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `nationality_group_id` int NOT NULL DEFAULT '0',
  `sort_number` int DEFAULT NULL,
  `ruby` varchar(128) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `iso_code` varchar(8) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `is_visible` tinyint NOT NULL DEFAULT '0',
  `created_at` timestamp NULL DEFAULT NULL,
  `updated_at` timestamp NULL DEFAULT NULL,
  `deleted_at` timestamp NULL DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
