with

coordinates as (
    select * from {{ source('own', 'property_geo_latlon_backup') }}
),

final as (
    select
        apartment_id,
        latitude,
        longitude
    from coordinates
)

select * from final
