CREATE TABLE `paysle_charges` (
  `id` int unsigned NOT NULL AUTO_INCREMENT,
  `tenant_id` int unsigned DEFAULT NULL,
  `moving_id` int unsigned DEFAULT NULL,
  `target_month` date DEFAULT NULL,
  `amount` int DEFAULT NULL,
  `charge_number` varchar(64) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `receipt_url` varchar(191) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `receipt_CreatedDate` datetime DEFAULT NULL,
  `receipt_CVSCollectDate` datetime DEFAULT NULL,
  `receipt_ScheduledTransferDate` datetime DEFAULT NULL,
  `status` tinyint DEFAULT NULL,
  `created_at` timestamp NULL DEFAULT NULL,
  `updated_at` timestamp NULL DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `paysle_charges_tenant_id_index` (`tenant_id`),
  UNIQUE KEY `paysle_charges_charge_number_unique` (`charge_number`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
