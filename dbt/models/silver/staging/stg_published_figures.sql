with

figures as (
    select * from {{ source('ledger', 'published_figures') }}
),

final as (
    select
        gold_table,
        metric,
        tenant_type,
        figure_month,
        as_of_date,
        publication_number,
        value,
        rule_version
    from figures
)

select * from final
