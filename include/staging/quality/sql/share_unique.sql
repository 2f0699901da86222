SELECT COUNT(DISTINCT {column}) / COUNT(*) AS measured,
       CONCAT(COUNT(*) - COUNT(DISTINCT {column}), ' repeated') AS detail
FROM {schema}.{table};
