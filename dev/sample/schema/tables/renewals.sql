CREATE TABLE `renewals` (
  `id` int unsigned NOT NULL AUTO_INCREMENT,
  `tenant_id` int unsigned DEFAULT NULL,
  `moving_id` int unsigned DEFAULT NULL,
  `moveout_date` date DEFAULT NULL,
  `renewal_movein_date` date DEFAULT NULL,
  `new_rent` decimal(10,2) DEFAULT NULL,
  `new_period_months` int DEFAULT NULL,
  `answer` tinyint DEFAULT NULL,
  `answer_text` varchar(191) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `contract_pdf_path` varchar(191) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `created_at` timestamp NULL DEFAULT NULL,
  `updated_at` timestamp NULL DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `renewals_tenant_id_index` (`tenant_id`),
  KEY `renewals_moving_id_index` (`moving_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
