-- "The rooms, with what their status says: whether they can be lived in. Rooms that the source has deleted stay as they
-- last were"
select
    r.room_id,
    r.apartment_id,
    r.room_number,
    l.status::bigint as room_status_code,
    s.label_en as room_status,
    r.is_in_source::int as is_in_source,
    r.last_seen_date,
    r.is_physical_room::int as is_physical_room
from rooms as r
inner join last_rooms as l on l.id::bigint = r.room_id
left join raw.code_room_status as s on s.code = l.status
