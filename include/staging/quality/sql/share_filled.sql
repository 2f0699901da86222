SELECT AVG(COALESCE(CONCAT({columns}), '') <> '') AS measured,
       CONCAT(SUM(CONCAT({columns}) IS NULL), ' rows with a NULL') AS detail
FROM {schema}.{table};
