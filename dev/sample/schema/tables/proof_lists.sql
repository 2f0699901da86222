CREATE TABLE `proof_lists` (
  `id` int unsigned NOT NULL AUTO_INCREMENT,
  `proof_list_execution_id` int unsigned DEFAULT NULL,
  `tenant_id` int unsigned DEFAULT NULL,
  `payment_id` bigint DEFAULT NULL,
  `transaction_date` date DEFAULT NULL,
  `terms_date` date DEFAULT NULL,
  `amount` decimal(10,2) DEFAULT NULL,
  `proof_number` varchar(64) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `proof_type` varchar(32) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `customer_name` varchar(191) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `result_code` varchar(16) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `result_text` varchar(191) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `created_at` timestamp NULL DEFAULT NULL,
  `updated_at` timestamp NULL DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `proof_lists_tenant_id_index` (`tenant_id`),
  KEY `proof_lists_transaction_date_index` (`transaction_date`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
