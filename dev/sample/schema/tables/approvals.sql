CREATE TABLE `approvals` (
  `id` int unsigned NOT NULL AUTO_INCREMENT,
  `target_table` varchar(64) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `target_id` int unsigned DEFAULT NULL,
  `approver_id` int unsigned DEFAULT NULL,
  `request_date` date DEFAULT NULL,
  `response_date` date DEFAULT NULL,
  `status` tinyint DEFAULT NULL,
  `comment` text COLLATE utf8mb4_unicode_ci,
  `requested_by` varchar(64) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `level` tinyint DEFAULT NULL,
  `created_at` timestamp NULL DEFAULT NULL,
  `updated_at` timestamp NULL DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `approvals_target_id_index` (`target_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
