SELECT load_id, restore_id, dump_date, object_key, etag, version_id, sha256, table_count, row_count, action,
       published_at, code_version, run_id, replaced_load_id, replaced_dump_date, backup_schema, seconds, attempts,
       overrides, warning_sent_at
FROM publications
WHERE %(dump_date)s IS NULL
   OR dump_date = %(dump_date)s
ORDER BY publication_id DESC
LIMIT 1;
