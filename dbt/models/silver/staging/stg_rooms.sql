with

rooms as (
    select * from {{ source('staging', 'rooms') }}
),

statuses as (
    select * from {{ ref('code_room_status') }}
),

final as (
    select
        rooms.id as room_id,
        rooms.apartment_id,
        {{ clean_string_null('rooms.room_number') }} as room_number,
        rooms.rent,
        rooms.condo_fee,
        rooms.room_floor as floor_number,
        rooms.capacity,
        rooms.gender_type,
        rooms.bed_type,
        rooms.status as room_status_code,
        statuses.label_en as room_status,
        -- A status that nobody knows yet is still a room; the test of the code list reports it.
        coalesce(statuses.is_physical_room, 1) as is_physical_room,
        rooms.moving_id as current_lease_id,
        {{ jst('rooms.created_at') }} as created_at,
        {{ jst('rooms.updated_at') }} as updated_at
    from rooms
    left join statuses on statuses.code = rooms.status
)

select * from final
