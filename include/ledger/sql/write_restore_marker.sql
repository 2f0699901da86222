INSERT INTO {schema}._dump_seal
  (load_id, restore_id, dump_date, object_key, etag, version_id, sha256, table_count, row_count, sealed_at)
VALUES
  (%(load_id)s, %(restore_id)s, %(dump_date)s, %(object_key)s, %(etag)s, %(version_id)s, %(sha256)s,
   %(table_count)s, %(row_count)s, %(sealed_at)s);
