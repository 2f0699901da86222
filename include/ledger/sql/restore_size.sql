SELECT COALESCE(text_bytes, stored_bytes) AS dump_bytes, seconds
FROM restores
WHERE dump_date = %(dump_date)s
ORDER BY finished_at DESC
LIMIT 1;
