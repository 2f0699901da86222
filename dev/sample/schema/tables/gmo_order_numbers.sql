CREATE TABLE `gmo_order_numbers` (
  `id` int unsigned NOT NULL AUTO_INCREMENT,
  `tenant_id` int unsigned DEFAULT NULL,
  `payment_id` bigint DEFAULT NULL,
  `order_number` varchar(64) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `amount` int DEFAULT NULL,
  `ordered_at` datetime DEFAULT NULL,
  `url_due_date` datetime DEFAULT NULL,
  `settle_date` date DEFAULT NULL,
  `status` varchar(16) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `access_id` varchar(64) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `created_at` timestamp NULL DEFAULT NULL,
  `updated_at` timestamp NULL DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `gmo_order_numbers_tenant_id_index` (`tenant_id`),
  UNIQUE KEY `gmo_order_numbers_order_number_unique` (`order_number`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
