with

snapshots as (
    select * from {{ source('own', 'tenant_daily_snapshots') }}
),

final as (
    select
        snapshot_date,
        tenant_id,
        status as status_code,
        contract_type,
        nullif({{ clean_string_null('full_name') }}, '*') as full_name
    from snapshots
)

select * from final
