CREATE TABLE `moves` (
  `id` int unsigned NOT NULL AUTO_INCREMENT,
  `tenant_id` int unsigned DEFAULT NULL,
  `from_moving_id` int unsigned DEFAULT NULL,
  `to_moving_id` int unsigned DEFAULT NULL,
  `m_moving_reason_id` int unsigned DEFAULT NULL,
  `m_moving_site_id` int unsigned DEFAULT NULL,
  `move_date` date DEFAULT NULL,
  `note` varchar(191) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `moves_tenant_id_index` (`tenant_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
