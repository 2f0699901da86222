-- Every table and view of the schemas, and the connection that holds the lock under which dbt builds a model of that name.
SELECT table_schema, table_name, table_type,
       IS_USED_LOCK(LEFT(CONCAT(table_schema, '.', table_name), 64)) AS builder
FROM information_schema.tables
WHERE table_schema IN %(schemas)s
ORDER BY table_schema, table_name;
