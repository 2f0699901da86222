SELECT DISTINCT constraint_name, table_schema, table_name, referenced_table_schema, referenced_table_name
FROM information_schema.key_column_usage
WHERE referenced_table_schema IS NOT NULL
  AND (table_schema IN %(schemas)s OR referenced_table_schema IN %(schemas)s)
ORDER BY table_schema, table_name, constraint_name;
