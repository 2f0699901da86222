LOAD DATA LOCAL INFILE %(path)s INTO TABLE staging.tenant_daily_snapshots CHARACTER SET utf8mb4
FIELDS TERMINATED BY ',' OPTIONALLY ENCLOSED BY '"' LINES TERMINATED BY '\r\n' IGNORE 1 LINES
(tenant_id, status, contract_type, @full_name, snapshot_date)
SET full_name = NULLIF(@full_name, '')
