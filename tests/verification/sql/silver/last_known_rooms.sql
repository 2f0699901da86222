select
    room_id,
    apartment_id,
    room_number,
    (select r.status::int from last_rooms as r where r.id = rooms.room_id) as room_status_code,
    is_in_source::int as is_in_source,
    last_seen_date
from rooms
