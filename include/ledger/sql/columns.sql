-- Every column of some schemas, as dbt's catalogue shows it.
SELECT table_schema, table_name, column_name, column_type
FROM information_schema.columns
WHERE table_schema IN %(schemas)s
ORDER BY table_schema, table_name, ordinal_position
