CREATE TABLE `apartment_histories` (
  `id` int unsigned NOT NULL AUTO_INCREMENT,
  `apartment_id` int unsigned DEFAULT NULL,
  `room_id` int unsigned DEFAULT NULL,
  `m_apartment_history_service_id` int unsigned DEFAULT NULL,
  `m_apartment_history_corporation_id` int unsigned DEFAULT NULL,
  `title` varchar(191) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `detail` text COLLATE utf8mb4_unicode_ci,
  `date_done` date DEFAULT NULL,
  `date_completed` date DEFAULT NULL,
  `cost` decimal(10,2) DEFAULT NULL,
  `staff_name` varchar(64) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `created_at` timestamp NULL DEFAULT NULL,
  `updated_at` timestamp NULL DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `apartment_histories_apartment_id_index` (`apartment_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
