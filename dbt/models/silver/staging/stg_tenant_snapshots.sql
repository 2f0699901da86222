with

snapshots as (
    select * from {{ source('staging', 'tenant_daily_snapshots') }}
),

final as (
    select
        snapshots.snapshot_date,
        snapshots.tenant_id,
        snapshots.status as status_code,
        snapshots.contract_type,
        nullif({{ clean_string_null('snapshots.full_name') }}, '*') as full_name
    from snapshots
)

select * from final
