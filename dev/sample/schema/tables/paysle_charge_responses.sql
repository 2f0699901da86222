CREATE TABLE `paysle_charge_responses` (
  `id` int unsigned NOT NULL AUTO_INCREMENT,
  `paysle_charge_id` int unsigned DEFAULT NULL,
  `result_code` varchar(16) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `result_message` varchar(191) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `response_body` json DEFAULT NULL,
  `receipt_number` varchar(64) COLLATE utf8mb4_unicode_ci DEFAULT NULL,
  `signature_hash` binary(32) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `paysle_charge_responses_paysle_charge_id_index` (`paysle_charge_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
