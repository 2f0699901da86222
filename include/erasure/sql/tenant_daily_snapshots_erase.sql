-- The row stays: the history counts days, not names. '*' is what the snapshot file says from now on.
UPDATE {schema}.tenant_daily_snapshots AS snapshot
INNER JOIN (SELECT DISTINCT snapshot_date FROM {schema}.tenant_daily_snapshots) AS days
  ON days.snapshot_date = snapshot.snapshot_date
SET snapshot.full_name = '*'
WHERE snapshot.tenant_id = %(tenant_id)s AND snapshot.full_name IS NOT NULL AND snapshot.full_name <> '*';
