{{ config(materialized='atomic_view') }}

with

apartments as (
    select * from {{ ref('last_known_apartments') }}
),

overrides as (
    select * from {{ ref('asset_geocoding') }}
),

backups as (
    select * from {{ ref('stg_property_coordinates') }}
),

located as (
    select
        apartments.*,
        overrides.latitude as override_latitude,
        overrides.longitude as override_longitude,
        backups.latitude as backup_latitude,
        backups.longitude as backup_longitude,
        case
            when overrides.asset_id_hj is not null then 'override'
            when {{ in_tokyo_box('apartments.stated_latitude', 'apartments.stated_longitude') }} then 'apartment'
            when {{ in_tokyo_box('backups.latitude', 'backups.longitude') }} then 'backup'
        end as coordinates_source
    from apartments
    left join overrides on overrides.asset_id_hj = apartments.asset_id_hj
    left join backups on backups.apartment_id = apartments.apartment_id
),

final as (
    select
        apartment_id,
        asset_id_hj,
        apartment_name,
        apartment_name_en,
        prefecture,
        municipality,
        full_address,
        cast(case coordinates_source
            when 'override' then override_latitude
            when 'apartment' then stated_latitude
            when 'backup' then backup_latitude
        end as decimal(8, 6)) as latitude,
        cast(case coordinates_source
            when 'override' then override_longitude
            when 'apartment' then stated_longitude
            when 'backup' then backup_longitude
        end as decimal(9, 6)) as longitude,
        coordinates_source,
        is_in_source,
        room_count,
        vacancy_room_count
    from located
)

select * from final
