{{ config(
    materialized='replaced_days',
    day_column='occupancy_date',
    built_from='room_occupancy_daily',
    batch_days=var('batch_days'),
    primary_key=['occupancy_date', 'apartment_id'],
    indexes=[{'columns': ['apartment_id', 'occupancy_date']}]
) }}

with

room_days as (
    select * from {{ ref('room_occupancy_daily') }}
    where {{ day_is_built_now('occupancy_date') }}
),

rooms as (
    select * from {{ ref('int_rooms') }}
    where is_physical_room = 1
),

apartments as (
    select * from {{ ref('int_apartments') }}
),

snapshots as (
    select * from {{ ref('stg_tenant_snapshots') }}
),

snapshot_days as (
    {{ snapshot_days('snapshots', as_of_date()) }}
),

occupied as (
    select
        occupancy_date,
        apartment_id,
        sum(is_occupied_at_start) as rooms_at_start,
        sum(is_movein) as moveins,
        sum(is_moveout) as moveouts,
        sum(is_occupied_at_end) as rooms_at_end,
        {{ average('if(start_monthly_rent > 0, start_monthly_rent, null)', 'decimal(12, 2)') }} as average_rent,
        max(as_of_date) as as_of_date
    from room_days
    group by occupancy_date, apartment_id
),

as_of_dates as (
    select
        occupancy_date,
        max(as_of_date) as as_of_date
    from occupied
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

-- The rooms of the source, and on days before their deletion those that it has lost since.
rooms_of_buildings as (
    select
        apartment_id,
        if(is_in_source = 1, null, last_seen_date) as last_seen_date,
        count(*) as physical_rooms
    from rooms
    group by apartment_id, if(is_in_source = 1, null, last_seen_date)
),

properties as (
    select
        days.occupancy_date,
        days.as_of_date,
        rooms_of_buildings.apartment_id,
        sum(rooms_of_buildings.physical_rooms) as physical_rooms
    from days
    inner join rooms_of_buildings
        on coalesce(rooms_of_buildings.last_seen_date >= days.occupancy_date, true)
    group by days.occupancy_date, days.as_of_date, rooms_of_buildings.apartment_id
),

-- Every property on every day, the empty ones too.
final as (
    select
        properties.occupancy_date,
        properties.apartment_id,
        apartments.asset_id_hj,
        apartments.apartment_name,
        apartments.prefecture,
        apartments.municipality,
        apartments.latitude,
        apartments.longitude,
        cast(properties.physical_rooms as signed) as physical_rooms,
        cast(coalesce(occupied.rooms_at_start, 0) as signed) as rooms_at_start,
        cast(coalesce(occupied.moveins, 0) as signed) as moveins,
        cast(coalesce(occupied.moveouts, 0) as signed) as moveouts,
        cast(coalesce(occupied.rooms_at_end, 0) as signed) as rooms_at_end,
        {{ ratio('coalesce(occupied.rooms_at_end, 0)', 'properties.physical_rooms', 'decimal(7, 6)') }}
            as occupancy_rate,
        occupied.average_rent,
        properties.as_of_date
    from properties
    left join apartments on apartments.apartment_id = properties.apartment_id
    left join occupied
        on
            occupied.occupancy_date = properties.occupancy_date
            and occupied.apartment_id = properties.apartment_id
)

select * from final
