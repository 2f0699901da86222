CREATE TABLE `tenant_counts` (
  `id` int unsigned NOT NULL AUTO_INCREMENT,
  `apartment_id` int unsigned DEFAULT NULL,
  `count_all` int DEFAULT NULL,
  `count_individual` int DEFAULT NULL,
  `count_corporate` int DEFAULT NULL,
  `count_date` date DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `tenant_counts_apartment_id_count_date_index` (`apartment_id`,`count_date`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
