CREATE TABLE `applications` (
  `id` int unsigned NOT NULL AUTO_INCREMENT,
  `tenant_id` int unsigned DEFAULT NULL,
  `apartment_id` int unsigned DEFAULT NULL,
  `room_id` int unsigned DEFAULT NULL,
  `post_datetime` datetime DEFAULT NULL,
  `channel` varchar(32) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `form_body` json DEFAULT NULL,
  `ip_address` varchar(45) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `created_at` timestamp NULL DEFAULT NULL,
  `updated_at` timestamp NULL DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `applications_tenant_id_index` (`tenant_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
