SELECT MAX(snapshot_date)
FROM {staging}.tenant_daily_snapshots;
