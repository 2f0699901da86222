-- A row if the schema has the mark of a trial, or nothing at all: a restore was killed before it set the mark.
SELECT 1 FROM information_schema.tables WHERE table_schema = %(schema)s AND table_name = %(mark)s
UNION ALL
SELECT 1 FROM information_schema.schemata
WHERE
  schema_name = %(schema)s
  AND NOT EXISTS (SELECT 1 FROM information_schema.tables WHERE table_schema = %(schema)s)
  AND NOT EXISTS (SELECT 1 FROM information_schema.routines WHERE routine_schema = %(schema)s)
  AND NOT EXISTS (SELECT 1 FROM information_schema.events WHERE event_schema = %(schema)s);
