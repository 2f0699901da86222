-- The run ledger: which object was restored, what was published, what was checked, when, by which code.
-- Moments are UTC, days are JST business days. Every statement may be run again: a missing table is created,
-- and Ledger.ensure() adds a column that an older ledger lacks.

CREATE TABLE IF NOT EXISTS restores (
  restore_id        CHAR(64)        NOT NULL COMMENT 'SHA-256 of bucket, key, ETag and version: one object version',
  load_id           CHAR(32)        NOT NULL COMMENT 'the last time that this object version was restored',
  dump_date         DATE            NOT NULL,
  bucket            VARCHAR(63)     NOT NULL,
  object_key        VARCHAR(1024)   NOT NULL,
  etag              VARCHAR(128)    NOT NULL,
  version_id        VARCHAR(1024)   NOT NULL DEFAULT '',
  sha256            CHAR(64)        NULL COMMENT 'of the stored object, compressed bytes as stored',
  stored_bytes      BIGINT UNSIGNED NOT NULL,
  text_bytes        BIGINT UNSIGNED NULL COMMENT 'SQL text after decompression',
  table_count       INT UNSIGNED    NOT NULL,
  row_count         BIGINT UNSIGNED NOT NULL,
  warning_count     INT UNSIGNED    NOT NULL DEFAULT 0,
  started_at        DATETIME(3)     NOT NULL,
  finished_at       DATETIME(3)     NOT NULL,
  seconds           DECIMAL(10,3)   NOT NULL,
  code_version      VARCHAR(64)     NOT NULL,
  run_id            VARCHAR(250)    NOT NULL,
  summary           JSON            NULL COMMENT 'the restore''s own report, without row contents',
  PRIMARY KEY (restore_id),
  KEY restores_dump_date (dump_date),
  KEY restores_sha256 (sha256)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_as_cs;

CREATE TABLE IF NOT EXISTS restored_tables (
  restore_id        CHAR(64)        NOT NULL,
  table_name        VARCHAR(64)     NOT NULL,
  row_count         BIGINT UNSIGNED NOT NULL COMMENT 'rows counted while reading the dump',
  text_bytes        BIGINT UNSIGNED NULL,
  seconds           DECIMAL(10,3)   NULL,
  way               VARCHAR(32)     NOT NULL DEFAULT '' COMMENT 'how the rows were sent: load data, insert, none',
  warnings          JSON            NULL,
  PRIMARY KEY (restore_id, table_name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_as_cs;

CREATE TABLE IF NOT EXISTS publications (
  publication_id    BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  load_id           CHAR(32)        NOT NULL,
  restore_id        CHAR(64)        NOT NULL,
  dump_date         DATE            NOT NULL,
  object_key        VARCHAR(1024)   NOT NULL,
  etag              VARCHAR(128)    NOT NULL,
  version_id        VARCHAR(1024)   NOT NULL DEFAULT '',
  sha256            CHAR(64)        NULL,
  table_count       INT UNSIGNED    NOT NULL,
  row_count         BIGINT UNSIGNED NOT NULL,
  action            VARCHAR(16)     NOT NULL COMMENT 'publish, roll back, roll back table, or healed (found without a ledger row)',
  replaced_load_id  CHAR(32)        NULL,
  replaced_dump_date DATE           NULL,
  backup_schema     VARCHAR(64)     NULL COMMENT 'where the replaced copy went',
  published_at      DATETIME(3)     NOT NULL,
  seconds           DECIMAL(10,3)   NULL COMMENT 'the RENAME that succeeded',
  attempts          INT UNSIGNED    NULL,
  code_version      VARCHAR(64)     NOT NULL,
  run_id            VARCHAR(250)    NOT NULL,
  overrides         JSON            NULL COMMENT 'what a person overrode: waived rules by name, an older dump over a newer one',
  warning_sent_at   DATETIME(3)     NULL COMMENT 'when the message about the overrides was sent',
  PRIMARY KEY (publication_id),
  KEY publications_dump_date (dump_date)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_as_cs;

CREATE TABLE IF NOT EXISTS snapshot_loads (
  snapshot_date     DATE            NOT NULL,
  object_key        VARCHAR(1024)   NOT NULL,
  status            VARCHAR(16)     NOT NULL COMMENT 'loaded, or rejected: the newest version of the file is unusable',
  loaded_etag       VARCHAR(128)    NULL COMMENT 'the version whose rows the table holds',
  loaded_rows       INT UNSIGNED    NULL,
  loaded_at         DATETIME(3)     NULL,
  rejected_etag     VARCHAR(128)    NULL COMMENT 'not tried again until the ETag changes',
  rejected_reason   VARCHAR(500)    NULL,
  rejected_at       DATETIME(3)     NULL,
  run_id            VARCHAR(250)    NOT NULL,
  PRIMARY KEY (snapshot_date)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_as_cs;

CREATE TABLE IF NOT EXISTS quality_results (
  restore_id        CHAR(64)        NOT NULL,
  rule_name         VARCHAR(100)    NOT NULL,
  load_id           CHAR(32)        NULL COMMENT 'the restore that was measured; another restore of the object is measured anew',
  dump_date         DATE            NOT NULL,
  severity          VARCHAR(8)      NOT NULL COMMENT 'error stops the publish, warn does not',
  status            VARCHAR(8)      NOT NULL COMMENT 'passed, failed, skipped or waived',
  measured          VARCHAR(255)    NOT NULL,
  threshold         VARCHAR(255)    NOT NULL,
  detail            VARCHAR(2000)   NOT NULL DEFAULT '',
  checked_at        DATETIME(3)     NOT NULL,
  run_id            VARCHAR(250)    NOT NULL,
  PRIMARY KEY (restore_id, rule_name),
  KEY quality_results_dump_date (dump_date, status)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_as_cs;

-- The newest passed inspection of a dump, from preflight to the restore: one row.
CREATE TABLE IF NOT EXISTS inspections (
  restore_id        CHAR(64)        NOT NULL,
  code_version      VARCHAR(64)     NOT NULL,
  report            JSON            NOT NULL COMMENT 'tables and their definitions, no row contents',
  recorded_at       DATETIME(3)     NOT NULL,
  PRIMARY KEY (restore_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_as_cs;

CREATE TABLE IF NOT EXISTS pipeline_runs (
  run_id            VARCHAR(250)    NOT NULL,
  dag_id            VARCHAR(250)    NOT NULL,
  dump_date         DATE            NOT NULL,
  state             VARCHAR(16)     NOT NULL COMMENT 'running, success or failed',
  started_at        DATETIME(3)     NOT NULL,
  ended_at          DATETIME(3)     NULL,
  seconds           DECIMAL(10,3)   NULL,
  stage_seconds     JSON            NULL COMMENT 'stage -> seconds',
  layer_rows        JSON            NULL COMMENT 'schema -> table -> rows',
  spice_rows        JSON            NULL COMMENT 'data set -> rows ingested',
  warnings          JSON            NULL,
  environment       VARCHAR(32)     NOT NULL,
  code_version      VARCHAR(64)     NOT NULL,
  PRIMARY KEY (dag_id, run_id),
  KEY pipeline_runs_dump_date (dump_date, state)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_as_cs;

CREATE TABLE IF NOT EXISTS freshness (
  measured_on       DATE            NOT NULL COMMENT 'JST day of the measurement',
  source            VARCHAR(100)    NOT NULL,
  newest            DATETIME(3)     NULL COMMENT 'UTC moment, or a JST day at 00:00 where the source has days',
  age_days          DECIMAL(8,3)    NULL,
  limit_days        DECIMAL(8,3)    NOT NULL,
  status            VARCHAR(8)      NOT NULL COMMENT 'fresh or stale',
  measured_at       DATETIME(3)     NOT NULL,
  PRIMARY KEY (measured_on, source)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_as_cs;

CREATE TABLE IF NOT EXISTS run_markers (
  run_id            VARCHAR(250)    NOT NULL,
  marker            CHAR(32)        NOT NULL COMMENT 'written by a run, read back through the endpoint of the readers',
  written_at        DATETIME(3)     NOT NULL,
  PRIMARY KEY (run_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_as_cs;

-- Whom the pipeline was asked to forget. No name: the number alone, to erase again after a restore of a backup.
CREATE TABLE IF NOT EXISTS erasures (
  erasure_id        CHAR(32)        NOT NULL,
  tenant_id         INT UNSIGNED    NOT NULL,
  erased_since      DATE            NOT NULL COMMENT 'day of the first dump without the person',
  request           VARCHAR(200)    NOT NULL COMMENT 'reference of the request',
  erased_by         VARCHAR(100)    NOT NULL,
  code_version      VARCHAR(64)     NOT NULL,
  started_at        DATETIME(3)     NOT NULL,
  finished_at       DATETIME(3)     NULL COMMENT 'null: it did not end, run it again',
  places            JSON            NOT NULL COMMENT 'place -> items erased',
  PRIMARY KEY (erasure_id),
  KEY erasures_tenant (tenant_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_as_cs;

-- What a person had erased of what dead runs left behind.
CREATE TABLE IF NOT EXISTS tidy_ups (
  run_id            VARCHAR(250)    NOT NULL,
  decided_by        VARCHAR(250)    NOT NULL COMMENT 'who triggered the run',
  reason            VARCHAR(500)    NOT NULL,
  code_version      VARCHAR(64)     NOT NULL,
  started_at        DATETIME(3)     NOT NULL,
  finished_at       DATETIME(3)     NULL COMMENT 'null: it did not end, clear its task',
  erased            JSON            NOT NULL COMMENT 'list of what, where, details; no row contents',
  PRIMARY KEY (run_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_as_cs;
