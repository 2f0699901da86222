-- "The source table apartments, renamed and cleaned."
select
    id::bigint as apartment_id,
    text_or_null(unique_number) as asset_id_hj,
    text_or_null(apartment_name) as apartment_name,
    text_or_null(apartment_name_en) as apartment_name_en,
    text_or_null(apartment_name_old) as apartment_name_old,
    text_or_null(zip_code) as zip_code,
    text_or_null(prefecture) as prefecture,
    text_or_null(municipality) as municipality,
    text_or_null(address) as address,
    text_or_null(full_address) as full_address,
    -- "Degrees north as entered"
    latitude::decimal(20, 10) as stated_latitude,
    longitude::decimal(20, 10) as stated_longitude,
    room_count::bigint as room_count,
    vacancy_room_count::bigint as vacancy_room_count,
    apartment_type::bigint as apartment_type,
    building_type::bigint as building_type,
    status::bigint as property_status,
    japan_time(created_at) as created_at,
    japan_time(updated_at) as updated_at
from raw.apartments
