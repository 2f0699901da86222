-- Which dump this schema holds. One row, written when the restore is complete.
CREATE TABLE {schema}._dump_seal (
  load_id           CHAR(32)        NOT NULL,
  restore_id        CHAR(64)        NOT NULL,
  dump_date         DATE            NOT NULL,
  object_key        VARCHAR(1024)   NOT NULL,
  etag              VARCHAR(128)    NOT NULL,
  version_id        VARCHAR(1024)   NOT NULL,
  sha256            CHAR(64)        NULL,
  table_count       INT UNSIGNED    NOT NULL,
  row_count         BIGINT UNSIGNED NOT NULL,
  sealed_at         DATETIME(3)     NOT NULL,
  PRIMARY KEY (load_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_as_cs;
