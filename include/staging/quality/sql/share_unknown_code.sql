-- NULL is "not set", not an unknown code.
SELECT AVG(COALESCE({column} NOT IN %(codes)s, FALSE)) AS measured,
       COALESCE(CONCAT('codes ', GROUP_CONCAT(DISTINCT IF({column} NOT IN %(codes)s, {column}, NULL))), '') AS detail
FROM {schema}.{table};
