{{ config(
    materialized='replaced_days',
    day_column='occupancy_date',
    built_from='room_occupancy_daily',
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

days as (
    select
        snapshot_days.snapshot_date as occupancy_date,
        coalesce(max(room_days.as_of_date), {{ as_of_date() }}) as as_of_date
    from snapshot_days
    left join room_days on room_days.occupancy_date = snapshot_days.snapshot_date
    where {{ day_is_built_now('snapshot_days.snapshot_date') }}
    group by snapshot_days.snapshot_date
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

final as (
    select
        days.occupancy_date,
        tenant_types.tenant_type,
        cast(coalesce(sum(sides.rooms_at_start), 0) as signed) as rooms_at_start,
        cast(coalesce(sum(sides.rooms_entered), 0) as signed) as rooms_entered,
        cast(coalesce(sum(sides.rooms_left), 0) as signed) as rooms_left,
        cast(coalesce(sum(sides.rooms_at_end), 0) as signed) as rooms_at_end,
        cast(coalesce(sum(sides.rent_at_start), 0) as decimal(16, 2)) as rent_at_start,
        cast(coalesce(sum(sides.rooms_with_rent_at_start), 0) as signed) as rooms_with_rent_at_start,
        max(days.as_of_date) as as_of_date
    from days
    cross join tenant_types
    left join sides
        on sides.occupancy_date = days.occupancy_date and sides.tenant_type = tenant_types.tenant_type
    group by days.occupancy_date, tenant_types.tenant_type
)

select * from final
