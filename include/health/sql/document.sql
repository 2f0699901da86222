-- What the health pages show, from the ledger. Times are UTC, days are JST.

-- name: publications
SELECT publication_id, load_id, restore_id, dump_date, object_key, table_count, row_count, action, replaced_dump_date,
       backup_schema, published_at, warning_sent_at, seconds, attempts, run_id, code_version, overrides
FROM publications
WHERE dump_date >= %(first)s
   OR published_at >= %(first)s
ORDER BY publication_id;

-- name: restores
SELECT restore_id, load_id, dump_date, bucket, object_key, etag, version_id, sha256, stored_bytes, text_bytes,
       table_count, row_count, warning_count, started_at, finished_at, seconds, code_version, run_id
FROM restores
WHERE dump_date >= %(first)s
ORDER BY dump_date, finished_at;

-- name: tables
SELECT t.restore_id, t.table_name, t.row_count
FROM restores AS r
INNER JOIN restored_tables AS t ON t.restore_id = r.restore_id
WHERE r.dump_date >= %(first)s;

-- name: rules
SELECT restore_id, rule_name, severity, status, measured, threshold, detail, run_id
FROM quality_results
WHERE dump_date >= %(first)s
ORDER BY dump_date, rule_name;

-- name: runs
SELECT dag_id, run_id, dump_date, state, started_at, ended_at, seconds, stage_seconds, layer_rows, spice_rows, warnings,
       environment, code_version
FROM pipeline_runs
WHERE dump_date >= %(first)s
ORDER BY ended_at;

-- name: tidy_ups
SELECT run_id, decided_by, reason, code_version, started_at, finished_at, erased
FROM tidy_ups
WHERE started_at >= %(first)s
ORDER BY started_at;

-- name: snapshots
SELECT snapshot_date, status, loaded_rows, loaded_at, rejected_reason
FROM snapshot_loads
WHERE snapshot_date >= %(first)s
ORDER BY snapshot_date;

-- name: freshness
SELECT measured_on, source, newest, age_days, limit_days, status, measured_at
FROM freshness
WHERE measured_on >= %(first)s
ORDER BY measured_on, source;
