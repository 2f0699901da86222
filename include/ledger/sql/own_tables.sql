-- Tables of our own inside staging. No dump contains them, and every publish leaves them where they are.

-- One row per tenant and day, loaded from the snapshot files; the only source of status history.
CREATE TABLE IF NOT EXISTS tenant_daily_snapshots (
  snapshot_date     DATE            NOT NULL COMMENT 'JST day of the snapshot',
  tenant_id         INT             NOT NULL,
  status            INT             NOT NULL,
  contract_type     INT             NOT NULL,
  full_name         VARCHAR(191)    NULL COMMENT 'as in the file; * in the early masked files; empty is NULL',
  PRIMARY KEY (snapshot_date, tenant_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_as_cs;

-- Answers of the nationality enrichment. The name itself is not stored, only its hash.
CREATE TABLE IF NOT EXISTS llm_enrichment_cache (
  tenant_id         BIGINT          NOT NULL,
  full_name_hash    CHAR(64)        NOT NULL COMMENT 'SHA-256 of the name that was asked about',
  llm_nationality   VARCHAR(255)    NULL,
  llm_confidence    DECIMAL(6,5)    NULL,
  enriched_at       DATETIME        NULL COMMENT 'UTC',
  model_version     VARCHAR(128)    NULL,
  created_at        TIMESTAMP       NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at        TIMESTAMP       NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  PRIMARY KEY (tenant_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_as_cs;

-- Requests to a model of the nationality enrichment, for its budget of the day.
CREATE TABLE IF NOT EXISTS llm_enrichment_requests (
  request_id        BIGINT          NOT NULL AUTO_INCREMENT,
  asked_at          DATETIME        NOT NULL COMMENT 'UTC',
  model_version     VARCHAR(128)    NOT NULL,
  names             INT             NOT NULL COMMENT 'asked about in this request',
  input_tokens      INT             NOT NULL,
  output_tokens     INT             NOT NULL,
  cost_usd          DECIMAL(12,8)   NOT NULL COMMENT 'at the prices in the settings',
  PRIMARY KEY (request_id),
  KEY llm_enrichment_requests_asked (asked_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_as_cs;

-- Last known coordinates of each property, for apartments whose own are missing or outside the Tokyo box.
CREATE TABLE IF NOT EXISTS property_geo_latlon_backup (
  apartment_id      BIGINT          NOT NULL,
  asset_id_hj       VARCHAR(255)    NULL,
  apartment_name    VARCHAR(255)    NULL,
  full_address      VARCHAR(1024)   NULL,
  prefecture        VARCHAR(128)    NULL,
  municipality      VARCHAR(128)    NULL,
  latitude          DECIMAL(11,8)   NOT NULL,
  longitude         DECIMAL(11,8)   NOT NULL,
  source_updated_at DATETIME        NULL,
  source_table      VARCHAR(64)     NOT NULL DEFAULT 'staging.apartments',
  created_at        TIMESTAMP       NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at        TIMESTAMP       NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  PRIMARY KEY (apartment_id),
  KEY property_geo_latlon_backup_point (latitude, longitude)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_as_cs;
