ALTER TABLE `tenants` ADD COLUMN `llm_nationality` varchar(128) COLLATE utf8mb4_unicode_ci DEFAULT NULL AFTER `nationality`;
