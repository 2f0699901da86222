-- "What each tenant was on each past day, from the daily snapshot files."
select snapshot_date, tenant_id, status as status_code, contract_type, full_name from snapshots
