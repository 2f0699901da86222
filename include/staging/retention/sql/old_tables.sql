SELECT table_name
FROM information_schema.tables
WHERE table_schema = %(schema)s
  AND table_type = 'BASE TABLE'
  AND create_time < NOW() - INTERVAL %(days)s DAY
ORDER BY table_name;
