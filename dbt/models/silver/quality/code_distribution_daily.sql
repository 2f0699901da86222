{#- Past days cannot be computed again from today's dump: --full-refresh must not lose them. -#}
{{ config(
    materialized='replaced_days',
    full_refresh=false,
    follow_days=false,
    replace_where='this_as_of_day_condition',
    primary_key=['as_of_date', 'source_table', 'code_column', 'code']
) }}

with

counted as (
    select * from {{ ref('stg_code_counts') }}
),

final as (
    select
        {{ as_of_date() }} as as_of_date,
        source_table,
        code_column,
        code,
        row_count,
        cast(
            100 * row_count / sum(row_count) over (partition by source_table, code_column) as decimal(7, 4)
        ) as share_percent
    from counted
)

select * from final
