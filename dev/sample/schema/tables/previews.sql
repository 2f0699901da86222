CREATE TABLE `previews` (
  `id` int unsigned NOT NULL AUTO_INCREMENT,
  `tenant_id` int unsigned DEFAULT NULL,
  `apartment_id` int unsigned DEFAULT NULL,
  `room_id` int unsigned DEFAULT NULL,
  `preview_datetime` datetime DEFAULT NULL,
  `staff_name` varchar(64) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `result` tinyint DEFAULT NULL,
  `memo` text COLLATE utf8mb4_unicode_ci,
  `created_at` timestamp NULL DEFAULT NULL,
  `updated_at` timestamp NULL DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `previews_tenant_id_index` (`tenant_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
