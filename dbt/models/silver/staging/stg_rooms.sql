with

rooms as (
    select * from {{ source('staging', 'rooms') }}
),

final as (
    select
        id as room_id,
        apartment_id,
        {{ clean_string_null('room_number') }} as room_number,
        rent,
        condo_fee,
        room_floor as floor_number,
        capacity,
        gender_type,
        bed_type,
        status as room_status_code,
        moving_id as current_lease_id,
        {{ jst('created_at') }} as created_at,
        {{ jst('updated_at') }} as updated_at
    from rooms
)

select * from final
