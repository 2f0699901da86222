-- What each user may do, and nothing more. May be run again, but not while the pipeline runs: a right that is no longer listed
-- is taken away, and between REVOKE and GRANT the others are missing for a moment.
-- In a GRANT, _ and % of a schema name are wildcards: hence the back-slashes.

-- The pipeline: restores into staging_incoming, publishes by RENAME TABLE, keeps snapshots, cache and ledger.
REVOKE ALL PRIVILEGES, GRANT OPTION FROM 'tokyobeta_loader'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, REFERENCES, LOCK TABLES, CREATE VIEW, SHOW VIEW, TRIGGER
  ON `staging`.* TO 'tokyobeta_loader'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, REFERENCES, LOCK TABLES, CREATE VIEW, SHOW VIEW, TRIGGER
  ON `staging\_incoming`.* TO 'tokyobeta_loader'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, REFERENCES, LOCK TABLES, CREATE VIEW, SHOW VIEW, TRIGGER
  ON `staging\_backup\_%`.* TO 'tokyobeta_loader'@'%';
-- Tables that a temporary one cannot stand for are tried there before staging_incoming is touched.
GRANT SELECT, INSERT, CREATE, DROP, ALTER, INDEX, REFERENCES ON `staging\_incoming\_trial`.* TO 'tokyobeta_loader'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, REFERENCES, CREATE VIEW, SHOW VIEW, CREATE TEMPORARY TABLES
  ON `ops`.* TO 'tokyobeta_loader'@'%';
-- Counts the rows of what was built, for the ledger, and makes a schema that is missing; changes no table there.
GRANT SELECT, CREATE ON `silver`.* TO 'tokyobeta_loader'@'%';
GRANT SELECT, CREATE ON `gold`.* TO 'tokyobeta_loader'@'%';
GRANT SELECT, CREATE ON `seeds`.* TO 'tokyobeta_loader'@'%';
-- Failed test rows hold names: the run drops them when they are old.
GRANT SELECT, CREATE, DROP ON `test\_results`.* TO 'tokyobeta_loader'@'%';
-- Names the session that holds up a publish, and finds schemas that should not be there.
GRANT PROCESS, SHOW DATABASES ON *.* TO 'tokyobeta_loader'@'%';
GRANT SELECT ON `performance_schema`.`metadata_locks` TO 'tokyobeta_loader'@'%';
GRANT SELECT ON `performance_schema`.`threads` TO 'tokyobeta_loader'@'%';

-- dbt: reads staging and the ledger, owns what it builds. It cannot change raw data.
REVOKE ALL PRIVILEGES, GRANT OPTION FROM 'tokyobeta_dbt'@'%';
GRANT SELECT ON `staging`.* TO 'tokyobeta_dbt'@'%';
GRANT SELECT ON `ops`.* TO 'tokyobeta_dbt'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, REFERENCES, CREATE VIEW, SHOW VIEW, CREATE TEMPORARY TABLES, LOCK TABLES
  ON `silver`.* TO 'tokyobeta_dbt'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, REFERENCES, CREATE VIEW, SHOW VIEW, CREATE TEMPORARY TABLES, LOCK TABLES
  ON `gold`.* TO 'tokyobeta_dbt'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, REFERENCES, CREATE VIEW, SHOW VIEW, CREATE TEMPORARY TABLES, LOCK TABLES
  ON `seeds`.* TO 'tokyobeta_dbt'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, REFERENCES, CREATE VIEW, SHOW VIEW, CREATE TEMPORARY TABLES, LOCK TABLES
  ON `test\_results`.* TO 'tokyobeta_dbt'@'%';

-- QuickSight: reads gold.
REVOKE ALL PRIVILEGES, GRANT OPTION FROM 'tokyobeta_quicksight'@'%';
GRANT SELECT, SHOW VIEW ON `gold`.* TO 'tokyobeta_quicksight'@'%';

-- The run's look from the readers' side: the ledger.
REVOKE ALL PRIVILEGES, GRANT OPTION FROM 'tokyobeta_reader'@'%';
GRANT SELECT ON `ops`.* TO 'tokyobeta_reader'@'%';
