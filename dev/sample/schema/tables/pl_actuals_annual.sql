CREATE TABLE `pl_actuals_annual` (
  `id` int unsigned NOT NULL AUTO_INCREMENT,
  `apartment_id` int unsigned DEFAULT NULL,
  `month` date DEFAULT NULL,
  `account_code` varchar(16) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `account_name` varchar(64) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `amount` decimal(12,2) NOT NULL DEFAULT '0.00',
  `budget` decimal(12,2) NOT NULL DEFAULT '0.00',
  `variance_rate` decimal(6,4) DEFAULT NULL,
  `note` varchar(191) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `created_at` timestamp NULL DEFAULT NULL,
  `updated_at` timestamp NULL DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `pl_actuals_annual_apartment_id_index` (`apartment_id`),
  KEY `pl_actuals_annual_month_index` (`month`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
