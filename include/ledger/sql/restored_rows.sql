SELECT table_name, row_count
FROM restored_tables
WHERE restore_id = %(restore_id)s;
