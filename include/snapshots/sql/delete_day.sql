DELETE FROM {schema}.tenant_daily_snapshots WHERE snapshot_date = %(day)s;
