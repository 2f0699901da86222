-- "The source table rooms, renamed and cleaned."
select
    id::bigint as room_id,
    apartment_id::bigint as apartment_id,
    text_or_null(room_number) as room_number,
    rent::decimal(20, 2) as rent,
    condo_fee::decimal(20, 2) as condo_fee,
    room_floor::bigint as floor_number,
    capacity::bigint as capacity,
    gender_type::bigint as gender_type,
    bed_type::bigint as bed_type,
    status::bigint as room_status_code,
    moving_id::bigint as current_lease_id,
    japan_time(created_at) as created_at,
    japan_time(updated_at) as updated_at
from raw.rooms
