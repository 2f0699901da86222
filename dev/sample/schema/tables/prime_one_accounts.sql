CREATE TABLE `prime_one_accounts` (
  `id` int unsigned NOT NULL AUTO_INCREMENT,
  `apartment_id` int unsigned DEFAULT NULL,
  `account_code` varchar(32) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `sub_account_code` varchar(32) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `name` varchar(191) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `is_active` bit(1) NOT NULL DEFAULT b'0',
  PRIMARY KEY (`id`),
  KEY `prime_one_accounts_apartment_id_index` (`apartment_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
