-- The row stays: the history counts days, not names. '*' is what the snapshot file says from now on.
UPDATE {schema}.tenant_daily_snapshots SET full_name = '*'
WHERE tenant_id = %(tenant_id)s AND full_name IS NOT NULL AND full_name <> '*';
