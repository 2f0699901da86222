{{ config(primary_key=['source_table']) }}

with

movings as (
    select * from {{ ref('stg_movings') }}
),

tenants as (
    select * from {{ ref('stg_tenants') }}
),

rooms as (
    select * from {{ ref('stg_rooms') }}
),

apartments as (
    select * from {{ ref('stg_apartments') }}
),

inquiries as (
    select * from {{ ref('stg_inquiries') }}
),

snapshots as (
    select * from {{ ref('stg_tenant_snapshots') }}
),

snapshot_days as (
    {{ snapshot_days('snapshots', '(select max(snapshot_date) from snapshots)') }}
),

-- Created and updated times after the as-of day exist in the source; they say nothing about its freshness.
sources as (
    select
        'movings' as source_table,
        count(*) as row_count,
        min(date(created_at)) as first_day,
        max(if(date(updated_at) <= {{ as_of_date() }}, date(updated_at), null)) as last_day
    from movings
    union all
    select
        'tenants',
        count(*),
        min(date(created_at)),
        max(if(date(updated_at) <= {{ as_of_date() }}, date(updated_at), null))
    from tenants
    union all
    select
        'rooms',
        count(*),
        min(date(created_at)),
        max(if(date(updated_at) <= {{ as_of_date() }}, date(updated_at), null))
    from rooms
    union all
    select
        'apartments',
        count(*),
        min(date(created_at)),
        max(if(date(updated_at) <= {{ as_of_date() }}, date(updated_at), null))
    from apartments
    union all
    select
        'inquiries',
        count(*),
        min(inquiry_date),
        max(if(inquiry_date <= {{ as_of_date() }}, inquiry_date, null))
    from inquiries
    union all
    select
        'tenant_daily_snapshots',
        count(*),
        min(snapshot_date),
        max(if(snapshot_date <= {{ as_of_date() }}, snapshot_date, null))
    from snapshot_days
),

final as (
    select
        source_table,
        row_count,
        first_day,
        last_day,
        datediff({{ as_of_date() }}, last_day) as lag_days,
        -- Master data may rest for months: a building is not sold every day.
        if(
            coalesce(datediff({{ as_of_date() }}, last_day) <= {{ var('source_live_days') }}, false)
            or (source_table in ('rooms', 'apartments') and row_count > 0),
            1,
            0
        ) as is_live,
        {{ as_of_date() }} as as_of_date
    from sources
)

select * from final
