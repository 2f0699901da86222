CREATE TABLE `bank_deposits` (
  `id` bigint unsigned NOT NULL AUTO_INCREMENT,
  `deposit_date` date DEFAULT NULL,
  `bank_account_id` int unsigned DEFAULT NULL,
  `amount` decimal(10,2) DEFAULT NULL,
  `fee` decimal(10,2) DEFAULT NULL,
  `depositor_name` varchar(191) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `depositor_kana` varchar(191) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `matched_tenant_id` int unsigned DEFAULT NULL,
  `match_status` tinyint DEFAULT NULL,
  `import_file` varchar(191) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `raw_line` varchar(512) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `deleted_at` timestamp NULL DEFAULT NULL,
  `created_at` timestamp NULL DEFAULT NULL,
  `updated_at` timestamp NULL DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `bank_deposits_deposit_date_index` (`deposit_date`),
  KEY `bank_deposits_matched_tenant_id_index` (`matched_tenant_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
