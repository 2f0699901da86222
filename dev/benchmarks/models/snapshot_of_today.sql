INSERT INTO staging.tenant_daily_snapshots (snapshot_date, tenant_id, status, contract_type, full_name)
SELECT %(day)s, id, status, contract_type, full_name FROM staging.tenants
