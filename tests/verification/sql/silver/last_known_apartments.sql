select
    id::bigint as apartment_id,
    text_or_null(unique_number) as asset_id_hj,
    text_or_null(apartment_name) as apartment_name,
    text_or_null(apartment_name_en) as apartment_name_en,
    text_or_null(prefecture) as prefecture,
    text_or_null(municipality) as municipality,
    text_or_null(full_address) as full_address,
    latitude::decimal(20, 10) as stated_latitude,
    longitude::decimal(20, 10) as stated_longitude,
    room_count::int as room_count,
    vacancy_room_count::int as vacancy_room_count,
    (id in (select a.id from raw.apartments as a))::int as is_in_source,
    last_seen_date
from last_apartments
