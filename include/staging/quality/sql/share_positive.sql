SELECT AVG(COALESCE({column} > 0, FALSE)) AS measured,
       CONCAT(SUM(COALESCE({column} < 0, FALSE)), ' negative, ', SUM(COALESCE({column} = 0, FALSE)), ' zero, ',
              SUM({column} IS NULL), ' NULL') AS detail
FROM {schema}.{table};
