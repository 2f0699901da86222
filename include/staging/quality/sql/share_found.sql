SELECT AVG(o.id IS NOT NULL) AS measured,
       CONCAT(SUM(o.id IS NULL), ' rows without one') AS detail
FROM {schema}.{table} AS t
LEFT JOIN {schema}.{other} AS o ON o.id = t.{column};
