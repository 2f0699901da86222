CREATE TABLE `m_agent_tenants` (
  `id` int unsigned NOT NULL AUTO_INCREMENT,
  `m_agent_id` int unsigned DEFAULT NULL,
  `tenant_id` int unsigned DEFAULT NULL,
  `contract_number` varchar(64) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `fee_rate` decimal(6,4) DEFAULT NULL,
  `created_at` timestamp NULL DEFAULT NULL,
  `updated_at` timestamp NULL DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `m_agent_tenants_m_agent_id_index` (`m_agent_id`),
  KEY `m_agent_tenants_tenant_id_index` (`tenant_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
