LOAD DATA LOCAL INFILE %(path)s INTO TABLE {schema}.tenant_daily_snapshots
CHARACTER SET utf8mb4
FIELDS TERMINATED BY '\t' ESCAPED BY '\\'
LINES TERMINATED BY '\n'
(tenant_id, status, contract_type, full_name)
SET snapshot_date = %(day)s;
