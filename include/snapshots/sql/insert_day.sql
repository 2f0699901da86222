INSERT INTO {schema}.tenant_daily_snapshots (snapshot_date, tenant_id, status, contract_type, full_name)
VALUES (%s, %s, %s, %s, %s);
