CREATE TABLE `m_corporate_names` (
  `id` int unsigned NOT NULL AUTO_INCREMENT,
  `corporate_name` varchar(191) COLLATE utf8mb4_unicode_ci NOT NULL,
  `corporate_name_kana` varchar(191) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `zip_code` varchar(16) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `address` varchar(191) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `tel` varchar(32) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `contact_name` varchar(128) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `billing_day` int DEFAULT NULL,
  `note` text COLLATE utf8mb4_unicode_ci,
  `created_at` timestamp NULL DEFAULT NULL,
  `updated_at` timestamp NULL DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
