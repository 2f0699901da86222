SELECT AVG({first} <= {last}) AS measured,
       CONCAT(COALESCE(SUM({first} > {last}), 0), ' of ', COUNT(*), ' end before they begin') AS detail
FROM {schema}.{table}
WHERE {first} > '1000-01-01'
  AND {last} > '1000-01-01';
