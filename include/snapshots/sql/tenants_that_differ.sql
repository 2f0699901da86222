-- How many tenants of the published dump the snapshot of its day lacks or has otherwise, and the other way round.
-- Names are left out: an erased person is masked in one of the two first.
SELECT
  (
    SELECT COUNT(*)
    FROM {schema}.tenants AS tenant
    LEFT JOIN {schema}.tenant_daily_snapshots AS snapshot
      ON snapshot.snapshot_date = %(day)s AND snapshot.tenant_id = tenant.id
    WHERE NOT (snapshot.status <=> tenant.status AND snapshot.contract_type <=> tenant.contract_type)
  )
  + (
    SELECT COUNT(*)
    FROM {schema}.tenant_daily_snapshots AS snapshot
    LEFT JOIN {schema}.tenants AS tenant ON tenant.id = snapshot.tenant_id
    WHERE snapshot.snapshot_date = %(day)s AND tenant.id IS NULL
  );
