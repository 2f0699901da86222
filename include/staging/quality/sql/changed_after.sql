-- A whole hour of clocks that differ is a time zone; a single row far in the future is a wrong entry.
SELECT COUNT(*) AS changed
FROM {schema}.{table}
WHERE updated_at > %(uploaded_at)s + INTERVAL 10 MINUTE AND updated_at <= %(uploaded_at)s + INTERVAL 14 HOUR;
