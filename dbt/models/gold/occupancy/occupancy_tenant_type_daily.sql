{{ config(
    materialized='replaced_days',
    day_column='occupancy_date',
    built_from='room_occupancy_daily',
    batch_days=var('batch_days'),
    primary_key=['occupancy_date', 'tenant_type']
) }}

with

room_days as (
    select * from {{ ref('room_occupancy_daily') }}
    where {{ day_is_built_now('occupancy_date') }}
),

snapshots as (
    select * from {{ ref('stg_tenant_snapshots') }}
),

snapshot_days as (
    {{ snapshot_days('snapshots', as_of_date()) }}
),

as_of_dates as (
    select
        occupancy_date,
        max(as_of_date) as as_of_date
    from room_days
    group by occupancy_date
),

days as (
    select
        snapshot_days.snapshot_date as occupancy_date,
        coalesce(as_of_dates.as_of_date, {{ as_of_date() }}) as as_of_date
    from snapshot_days
    left join as_of_dates on as_of_dates.occupancy_date = snapshot_days.snapshot_date
    where {{ day_is_built_now('snapshot_days.snapshot_date') }}
),

tenant_types as (
    select 'individual' as tenant_type
    union all
    select 'corporate'
    union all
    select 'unknown'
),

-- A room that changes hands counts with each tenant's own type.
sides as (
    select
        occupancy_date,
        start_tenant_type as tenant_type,
        is_occupied_at_start as rooms_at_start,
        0 as rooms_entered,
        is_moveout as rooms_left,
        0 as rooms_at_end,
        if(start_monthly_rent > 0, start_monthly_rent, 0) as rent_at_start,
        coalesce(start_monthly_rent > 0, 0) as rooms_with_rent_at_start
    from room_days
    where start_tenant_type is not null
    union all
    select
        occupancy_date,
        end_tenant_type,
        0,
        is_movein,
        0,
        is_occupied_at_end,
        0,
        0
    from room_days
    where end_tenant_type is not null
),

-- Added up before the join, which would otherwise carry the rooms of all days.
by_tenant_type as (
    select
        occupancy_date,
        tenant_type,
        sum(rooms_at_start) as rooms_at_start,
        sum(rooms_entered) as rooms_entered,
        sum(rooms_left) as rooms_left,
        sum(rooms_at_end) as rooms_at_end,
        sum(rent_at_start) as rent_at_start,
        sum(rooms_with_rent_at_start) as rooms_with_rent_at_start
    from sides
    group by occupancy_date, tenant_type
),

final as (
    select
        days.occupancy_date,
        tenant_types.tenant_type,
        cast(coalesce(by_tenant_type.rooms_at_start, 0) as signed) as rooms_at_start,
        cast(coalesce(by_tenant_type.rooms_entered, 0) as signed) as rooms_entered,
        cast(coalesce(by_tenant_type.rooms_left, 0) as signed) as rooms_left,
        cast(coalesce(by_tenant_type.rooms_at_end, 0) as signed) as rooms_at_end,
        cast(coalesce(by_tenant_type.rent_at_start, 0) as decimal(16, 2)) as rent_at_start,
        cast(coalesce(by_tenant_type.rooms_with_rent_at_start, 0) as signed) as rooms_with_rent_at_start,
        days.as_of_date
    from days
    cross join tenant_types
    left join by_tenant_type
        on
            by_tenant_type.occupancy_date = days.occupancy_date
            and by_tenant_type.tenant_type = tenant_types.tenant_type
)

select * from final
