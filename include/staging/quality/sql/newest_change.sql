SELECT MAX(updated_at) AS newest
FROM {schema}.{table}
WHERE updated_at <= %(end_of_day)s;
