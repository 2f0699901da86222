with

apartments as (
    select * from {{ source('staging', 'apartments') }}
),

overrides as (
    select * from {{ ref('asset_geocoding') }}
),

backups as (
    select * from {{ source('staging', 'property_geo_latlon_backup') }}
),

located as (
    select
        apartments.*,
        {{ clean_string_null('apartments.unique_number') }} as asset_id_hj,
        overrides.latitude as override_latitude,
        overrides.longitude as override_longitude,
        backups.latitude as backup_latitude,
        backups.longitude as backup_longitude,
        case
            when overrides.asset_id_hj is not null then 'override'
            when {{ in_tokyo_box('apartments.latitude', 'apartments.longitude') }} then 'apartment'
            when {{ in_tokyo_box('backups.latitude', 'backups.longitude') }} then 'backup'
        end as coordinates_source
    from apartments
    left join overrides on overrides.asset_id_hj = {{ clean_string_null('apartments.unique_number') }}
    left join backups on backups.apartment_id = apartments.id
),

final as (
    select
        located.id as apartment_id,
        located.asset_id_hj,
        {{ clean_string_null('located.apartment_name') }} as apartment_name,
        {{ clean_string_null('located.apartment_name_en') }} as apartment_name_en,
        {{ clean_string_null('located.apartment_name_old') }} as apartment_name_old,
        {{ clean_string_null('located.zip_code') }} as zip_code,
        {{ clean_string_null('located.prefecture') }} as prefecture,
        {{ clean_string_null('located.municipality') }} as municipality,
        {{ clean_string_null('located.address') }} as address,
        {{ clean_string_null('located.full_address') }} as full_address,
        cast(case located.coordinates_source
            when 'override' then located.override_latitude
            when 'apartment' then located.latitude
            when 'backup' then located.backup_latitude
        end as decimal(8, 6)) as latitude,
        cast(case located.coordinates_source
            when 'override' then located.override_longitude
            when 'apartment' then located.longitude
            when 'backup' then located.backup_longitude
        end as decimal(9, 6)) as longitude,
        located.coordinates_source,
        located.room_count,
        located.vacancy_room_count,
        located.apartment_type,
        located.building_type,
        located.status as property_status,
        {{ jst('located.created_at') }} as created_at,
        {{ jst('located.updated_at') }} as updated_at
    from located
)

select * from final
