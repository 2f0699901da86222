SELECT dump_date, object_key
FROM restores
WHERE sha256 = %(sha256)s
  AND dump_date <> %(dump_date)s
ORDER BY dump_date
LIMIT 1;
