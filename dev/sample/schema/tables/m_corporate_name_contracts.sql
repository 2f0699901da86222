CREATE TABLE `m_corporate_name_contracts` (
  `id` int unsigned NOT NULL AUTO_INCREMENT,
  `m_corporate_name_id` int unsigned DEFAULT NULL,
  `contract_number` varchar(64) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `start_date` date DEFAULT NULL,
  `end_date` date DEFAULT NULL,
  `room_count` int DEFAULT NULL,
  `discount_rate` decimal(6,4) DEFAULT NULL,
  `payment_day` int DEFAULT NULL,
  `billing_name` varchar(191) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `billing_address` varchar(191) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `contact_name` varchar(128) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `is_active` tinyint NOT NULL DEFAULT '0',
  `remark` text COLLATE utf8mb4_unicode_ci,
  `created_at` timestamp NULL DEFAULT NULL,
  `updated_at` timestamp NULL DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `m_corporate_name_contracts_m_corporate_name_id_index` (`m_corporate_name_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
