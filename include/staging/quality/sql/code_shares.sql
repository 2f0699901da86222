SELECT {column} AS code, COUNT(*) AS row_count
FROM {schema}.{table}
GROUP BY {column};
