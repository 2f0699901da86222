SELECT
    COALESCE(SUM({column} IS NOT NULL AND YEAR({column}) = 0 AND MONTH({column}) = 0 AND DAYOFMONTH({column}) = 0), 0),
    COALESCE(SUM(
        {column} IS NOT NULL AND NOT (YEAR({column}) = 0 AND MONTH({column}) = 0 AND DAYOFMONTH({column}) = 0)
        AND (MONTH({column}) = 0 OR DAYOFMONTH({column}) = 0 OR COALESCE(LAST_DAY({column}) IS NULL, TRUE)
             OR DAYOFMONTH({column}) > DAYOFMONTH(LAST_DAY({column})))
    ), 0)
FROM {table}
