with

apartments as (
    select * from {{ source('staging', 'apartments') }}
),

final as (
    select
        id as apartment_id,
        {{ clean_string_null('unique_number') }} as asset_id_hj,
        {{ clean_string_null('apartment_name') }} as apartment_name,
        {{ clean_string_null('apartment_name_en') }} as apartment_name_en,
        {{ clean_string_null('apartment_name_old') }} as apartment_name_old,
        {{ clean_string_null('zip_code') }} as zip_code,
        {{ clean_string_null('prefecture') }} as prefecture,
        {{ clean_string_null('municipality') }} as municipality,
        {{ clean_string_null('address') }} as address,
        {{ clean_string_null('full_address') }} as full_address,
        latitude as stated_latitude,
        longitude as stated_longitude,
        room_count,
        vacancy_room_count,
        apartment_type,
        building_type,
        status as property_status,
        {{ jst('created_at') }} as created_at,
        {{ jst('updated_at') }} as updated_at
    from apartments
)

select * from final
