-- The last known good coordinates of each building, as they are backed up.
select
    apartment_id::bigint as apartment_id,
    latitude::decimal(20, 10) as latitude,
    longitude::decimal(20, 10) as longitude
from raw.property_geo_latlon_backup
