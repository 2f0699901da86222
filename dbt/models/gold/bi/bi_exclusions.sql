{{ config(primary_key=['left_out_of', 'exclusion_reason', 'event_month', 'tenant_type']) }}

with

excluded as (
    select * from {{ ref('excluded_contracts') }}
),

final as (
    select
        left_out_of,
        exclusion_kind,
        exclusion_reason,
        coalesce(date_format(event_date, '%Y-%m'), 'none') as event_month,
        tenant_type,
        count(*) as excluded_contracts,
        {{ as_of_date() }} as as_of_date
    from excluded
    group by left_out_of, exclusion_kind, exclusion_reason, event_month, tenant_type
)

select * from final
