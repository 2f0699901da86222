-- A zero date is no date.
SELECT AVG(COALESCE({column} > '1000-01-01', FALSE)) AS measured,
       CONCAT(COALESCE(SUM({column} < '1000-01-01'), 0), ' zero dates, ', SUM({column} IS NULL), ' NULL') AS detail
FROM {schema}.{table};
