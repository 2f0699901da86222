-- What each run published, figure by figure. Rows are only ever added; S3 has the same rows, so a lost table is
-- rebuilt from there. The primary key begins with what a figure is, so that its history lies together.

CREATE TABLE IF NOT EXISTS published_figures (
  gold_table        VARCHAR(64)     NOT NULL,
  metric            VARCHAR(64)     NOT NULL,
  tenant_type       VARCHAR(16)     NOT NULL COMMENT 'individual, corporate, unknown, or all where the table has no split',
  figure_month      DATE            NOT NULL COMMENT 'first day of the month that the figure is about',
  as_of_date        DATE            NOT NULL COMMENT 'dump date from which it was computed',
  publication_number INT UNSIGNED   NOT NULL COMMENT 'counts the publications of an as-of date from 1',
  value             DECIMAL(20,6)   NULL COMMENT 'NULL: the month has no figure, such as a month end without a snapshot',
  rule_version      INT UNSIGNED    NOT NULL COMMENT 'version in dbt/seeds/rule_versions.csv',
  published_at      DATETIME(3)     NOT NULL COMMENT 'UTC',
  run_id            VARCHAR(250)    NOT NULL,
  code_version      VARCHAR(64)     NOT NULL,
  PRIMARY KEY (gold_table, metric, tenant_type, figure_month, as_of_date, publication_number),
  KEY published_figures_file (as_of_date, publication_number)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_as_cs;
