SELECT AVG(COALESCE(LEAST({columns}) >= 0 AND GREATEST({columns}) <= 1, FALSE)) AS measured,
       CONCAT(SUM(NOT COALESCE(LEAST({columns}) >= 0 AND GREATEST({columns}) <= 1, FALSE)), ' rows') AS detail
FROM {schema}.{table};
