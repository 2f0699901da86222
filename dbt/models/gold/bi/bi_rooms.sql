{{ config(primary_key=['room_id'], indexes=[{'columns': ['asset_id_hj']}]) }}

with

rooms as (
    select * from {{ ref('int_rooms') }}
    where is_physical_room = 1 and is_in_source = 1
),

apartments as (
    select * from {{ ref('int_apartments') }}
),

room_days as (
    select * from {{ ref('room_occupancy_daily') }}
    where occupancy_date = {{ as_of_date() }}
),

occupied as (
    select
        rooms.room_id,
        rooms.apartment_id,
        rooms.room_number,
        coalesce(room_days.end_tenant_type, 'vacant') as tenant_type,
        coalesce(room_days.is_occupied_at_start, 0) as rooms_at_start,
        coalesce(room_days.is_occupied_at_end, 0) as rooms_at_end,
        if(room_days.start_monthly_rent > 0, room_days.start_monthly_rent, null) as rent_at_start
    from rooms
    left join room_days on room_days.room_id = rooms.room_id
),

buildings as (
    select
        apartment_id,
        count(*) as building_rooms,
        sum(rooms_at_end) as building_rooms_at_end
    from occupied
    group by apartment_id
),

final as (
    select
        occupied.room_id,
        occupied.apartment_id,
        apartments.asset_id_hj,
        apartments.apartment_name,
        occupied.room_number,
        apartments.prefecture,
        coalesce(apartments.municipality, 'Unknown') as municipality,
        apartments.latitude,
        apartments.longitude,
        occupied.tenant_type,
        1 as rooms_in_source,
        occupied.rooms_at_start,
        occupied.rooms_at_end,
        occupied.rent_at_start as room_rent_at_start,
        {{ rent_tier('occupied.rent_at_start') }} as room_rent_tier,
        {{ ratio('buildings.building_rooms_at_end', 'buildings.building_rooms', 'decimal(7, 6)') }}
            as building_occupancy_rate_at_end,
        {{ occupancy_band('buildings.building_rooms_at_end', 'buildings.building_rooms') }} as building_occupancy_band,
        {{ as_of_date() }} as as_of_date
    from occupied
    inner join buildings on buildings.apartment_id = occupied.apartment_id
    left join apartments on apartments.apartment_id = occupied.apartment_id
)

select * from final
