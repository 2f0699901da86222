-- "The buildings, with one trusted pair of coordinates. Buildings that the source has deleted stay as they last were"
select
    a.apartment_id,
    a.asset_id_hj,
    a.apartment_name,
    text_or_null(l.apartment_name_en) as apartment_name_en,
    a.prefecture,
    a.municipality,
    a.full_address,
    a.latitude,
    a.longitude,
    a.coordinates_source,
    a.is_in_source::int as is_in_source,
    l.room_count::bigint as room_count,
    l.vacancy_room_count::bigint as vacancy_room_count
from apartments as a
inner join last_apartments as l on l.id::bigint = a.apartment_id
