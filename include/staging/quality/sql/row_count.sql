SELECT COUNT(*) AS measured, '' AS detail
FROM {schema}.{table};
