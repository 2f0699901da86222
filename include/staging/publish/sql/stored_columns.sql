-- The columns of a table that hold what was written to them; MySQL computes generated ones itself.
SELECT column_name
FROM information_schema.columns
WHERE table_schema = %(schema)s
  AND table_name = %(table)s
  AND generation_expression = ''
ORDER BY ordinal_position;
