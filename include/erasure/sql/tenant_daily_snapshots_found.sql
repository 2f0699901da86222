-- Day by day by the primary key: an index by tenant for this alone would make each day's load slower.
SELECT COUNT(*)
FROM (SELECT DISTINCT snapshot_date FROM {schema}.tenant_daily_snapshots) AS days
INNER JOIN {schema}.tenant_daily_snapshots AS snapshot
  ON snapshot.snapshot_date = days.snapshot_date AND snapshot.tenant_id = %(tenant_id)s
WHERE snapshot.full_name IS NOT NULL AND snapshot.full_name <> '*';
