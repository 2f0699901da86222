-- The schemas of the warehouse. staging_backup_YYYYMMDD come and go with each publish.
CREATE SCHEMA IF NOT EXISTS `staging`;
CREATE SCHEMA IF NOT EXISTS `staging_incoming`;
CREATE SCHEMA IF NOT EXISTS `silver`;
CREATE SCHEMA IF NOT EXISTS `gold`;
CREATE SCHEMA IF NOT EXISTS `seeds`;
CREATE SCHEMA IF NOT EXISTS `test_results`;
CREATE SCHEMA IF NOT EXISTS `ops`;
