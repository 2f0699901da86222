{{ config(materialized='atomic_view') }}

with

rooms as (
    select * from {{ ref('last_known_rooms') }}
),

statuses as (
    select * from {{ ref('code_room_status') }}
),

final as (
    select
        rooms.room_id,
        rooms.apartment_id,
        rooms.room_number,
        rooms.room_status_code,
        statuses.label_en as room_status,
        rooms.is_in_source,
        rooms.last_seen_date,
        -- A status that nobody knows yet is still a room; the test of the code list reports it.
        coalesce(statuses.is_physical_room, 1) as is_physical_room
    from rooms
    left join statuses on statuses.code = rooms.room_status_code
)

select * from final
