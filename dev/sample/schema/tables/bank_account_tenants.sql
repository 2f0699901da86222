CREATE TABLE `bank_account_tenants` (
  `id` int unsigned NOT NULL AUTO_INCREMENT,
  `bank_account_id` int unsigned DEFAULT NULL,
  `tenant_id` int unsigned DEFAULT NULL,
  `sort_number` int DEFAULT NULL,
  `is_primary` tinyint NOT NULL DEFAULT '0',
  `note` varchar(191) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `bank_account_tenants_bank_account_id_index` (`bank_account_id`),
  KEY `bank_account_tenants_tenant_id_index` (`tenant_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
