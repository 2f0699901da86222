-- int_apartments: "The buildings, with one trusted pair of coordinates."
-- Latitude and longitude: "the seed asset_geocoding by asset id; else apartments.latitude if the pair is within 35.0
-- to 36.0 and 139.0 to 140.5; else property_geo_latlon_backup if its pair is; else NULL."
-- What the source has deleted stays "as it last was": raw rows, with the dump date of the last dump that had them.
create table if not exists last_apartments as select *, getvariable('as_of') as last_seen_date from raw.apartments limit 0;
delete from last_apartments where id in (select a.id from raw.apartments as a);
insert into last_apartments by name select *, getvariable('as_of') as last_seen_date from raw.apartments;

create table if not exists last_rooms as select *, getvariable('as_of') as last_seen_date from raw.rooms limit 0;
delete from last_rooms where id in (select r.id from raw.rooms as r);
insert into last_rooms by name select *, getvariable('as_of') as last_seen_date from raw.rooms;

create or replace table apartments as
with pairs as (
    select
        a.id::bigint as apartment_id,
        text_or_null(a.unique_number) as asset_id_hj,
        text_or_null(a.apartment_name) as apartment_name,
        text_or_null(a.prefecture) as prefecture,
        text_or_null(a.municipality) as municipality,
        text_or_null(a.full_address) as full_address,
        a.latitude::decimal(11, 8) as own_latitude,
        a.longitude::decimal(11, 8) as own_longitude,
        b.latitude::decimal(11, 8) as backup_latitude,
        b.longitude::decimal(11, 8) as backup_longitude,
        g.latitude::decimal(11, 8) as set_latitude,
        g.longitude::decimal(11, 8) as set_longitude,
        japan_time(a.created_at) as created_at,
        japan_time(a.updated_at) as updated_at,
        a.last_seen_date
    from last_apartments as a
    left join raw.property_geo_latlon_backup as b on b.apartment_id = a.id
    left join raw.asset_geocoding as g on g.asset_id_hj = a.unique_number
),

sourced as (
    select
        *,
        case
            when set_latitude is not null then 'override'
            when own_latitude between 35 and 36 and own_longitude between 139 and 140.5 then 'apartment'
            when backup_latitude between 35 and 36 and backup_longitude between 139 and 140.5 then 'backup'
        end as coordinates_source
    from pairs
)

select
    apartment_id,
    asset_id_hj,
    apartment_name,
    prefecture,
    municipality,
    full_address,
    -- six decimals, rounded after the pair was found to be within the box
    case coordinates_source
        when 'override' then set_latitude when 'apartment' then own_latitude when 'backup' then backup_latitude
    end::decimal(9, 6) as latitude,
    case coordinates_source
        when 'override' then set_longitude when 'apartment' then own_longitude when 'backup' then backup_longitude
    end::decimal(9, 6) as longitude,
    coordinates_source,
    created_at,
    updated_at,
    last_seen_date,
    apartment_id in (select a.id::bigint from raw.apartments as a) as is_in_source
from sourced;

-- int_rooms.is_physical_room: "1 unless the row is a living room (status 4): those of
-- them that are in the source make up the capacity."
create or replace table rooms as
select
    id::bigint as room_id,
    apartment_id::bigint as apartment_id,
    text_or_null(room_number) as room_number,
    status is distinct from '4' as is_physical_room,
    japan_time(created_at) as created_at,
    japan_time(updated_at) as updated_at,
    last_seen_date,
    id in (select r.id from raw.rooms as r) as is_in_source
from last_rooms;
