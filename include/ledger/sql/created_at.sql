SELECT table_name, create_time
FROM information_schema.tables
WHERE table_schema = %(schema)s
  AND table_type = 'BASE TABLE';
