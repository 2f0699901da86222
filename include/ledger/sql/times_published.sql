SELECT COUNT(*) AS times
FROM publications
WHERE restore_id = %(restore_id)s;
