-- Two columns of a SELECT: days that are all zero, and days that the calendar does not have.
-- The cheap half of each condition comes first: nearly every day has a month and is at most the 28th.
COALESCE(SUM(DAYOFMONTH({column}) = 0 AND MONTH({column}) = 0 AND YEAR({column}) = 0), 0),
COALESCE(SUM(
    (DAYOFMONTH({column}) NOT BETWEEN 1 AND 28 OR MONTH({column}) = 0)
    AND NOT (DAYOFMONTH({column}) = 0 AND MONTH({column}) = 0 AND YEAR({column}) = 0)
    AND (DAYOFMONTH({column}) = 0 OR MONTH({column}) = 0 OR LAST_DAY({column}) IS NULL
         OR DAYOFMONTH({column}) > DAYOFMONTH(LAST_DAY({column})))
), 0)
