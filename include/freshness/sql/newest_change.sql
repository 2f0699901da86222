SELECT MAX(updated_at)
FROM {staging}.{table}
WHERE updated_at <= %(now)s;
