-- "Kept for every as-of day; a full refresh does not remove it."
select
    as_of_date,
    source_table,
    code_column,
    code,
    row_count,
    -- "Share of the rows of the column", in per cent with four decimals
    scaled(
        row_count * 100, sum(row_count) over (partition by as_of_date, source_table, code_column), 10000
    )::decimal(30, 0) * 0.0001 as share_percent
from code_days
