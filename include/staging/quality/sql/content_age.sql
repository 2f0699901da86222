-- Hours from the newest change to the end of the dump day in Tokyo. A change after that moment is a wrong clock
-- and proves nothing. TIMESTAMP values are read in UTC.
SELECT TIMESTAMPDIFF(SECOND, MAX(updated_at), %(end_of_day)s) / 3600 AS measured,
       COALESCE(CONCAT('newest change ', MAX(updated_at), ' UTC'), 'no change with a usable moment') AS detail
FROM {schema}.{table}
WHERE updated_at <= %(end_of_day)s;
