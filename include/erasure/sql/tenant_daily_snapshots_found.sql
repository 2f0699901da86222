SELECT COUNT(*) FROM {schema}.tenant_daily_snapshots
WHERE tenant_id = %(tenant_id)s AND full_name IS NOT NULL AND full_name <> '*';
