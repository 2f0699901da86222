CREATE TABLE `proof_list_executions` (
  `id` int unsigned NOT NULL AUTO_INCREMENT,
  `execution_name` varchar(64) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `target_month` varchar(16) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `executed_by` varchar(64) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `result_text` varchar(191) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
