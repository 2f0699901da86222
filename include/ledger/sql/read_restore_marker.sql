SELECT load_id, restore_id, dump_date, object_key, etag, version_id, sha256, table_count, row_count, sealed_at
FROM {schema}._dump_seal;
