SELECT snapshot_date, object_key, status, run_id, loaded_etag, loaded_rows, loaded_at,
       rejected_etag, rejected_reason, rejected_at
FROM snapshot_loads
ORDER BY snapshot_date;
