{#- Every code column of a table counts all of its rows once, and its shares add up: a value that fell out, or a table
    that was joined into more rows, would make every share of the drift test wrong. -#}
with

columns_of_day as (
    select
        source_table,
        code_column,
        sum(row_count) as counted_rows,
        sum(share_percent) as percent
    from {{ ref('code_distribution_daily') }}
    where as_of_date = {{ as_of_date() }}
    group by source_table, code_column
),

tables_of_day as (
    select
        source_table,
        max(counted_rows) as table_rows
    from columns_of_day
    group by source_table
)

select
    columns_of_day.source_table,
    columns_of_day.code_column,
    columns_of_day.counted_rows,
    tables_of_day.table_rows,
    columns_of_day.percent
from columns_of_day
inner join tables_of_day on tables_of_day.source_table = columns_of_day.source_table
where
    columns_of_day.counted_rows <> tables_of_day.table_rows
    -- Shares have four decimals: 200 nationalities may be off by 0.01 together.
    or abs(columns_of_day.percent - 100) > 0.05
