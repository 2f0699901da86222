-- "How far each source reaches: rows, first and last day up to the as-of day. Days are those of updated_at, for
-- inquiries inquiry_date, for snapshots snapshot_date (and row_count counts days there)."
select
    source_table,
    row_count,
    first_day,
    last_day,
    date_diff('day', last_day, getvariable('as_of')) as lag_days,
    -- "1 if lag_days is at most 35; for the master data (rooms, apartments) if there are rows."
    case
        when source_table in ('rooms', 'apartments') then (row_count > 0)::int
        else coalesce(date_diff('day', last_day, getvariable('as_of')) <= 35, false)::int
    end as is_live,
    getvariable('as_of') as as_of_date
from coverage
