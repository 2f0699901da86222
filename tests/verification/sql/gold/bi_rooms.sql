-- "Every room of the source that is not a living room, as it is on the as-of day (room_occupancy_daily)."
with today as (
    select
        r.*,
        a.asset_id_hj,
        a.apartment_name,
        a.prefecture,
        a.municipality,
        a.latitude,
        a.longitude,
        o.end_tenant_type,
        coalesce(o.is_occupied_at_start, 0) as rooms_at_start,
        coalesce(o.is_occupied_at_end, 0) as rooms_at_end,
        -- "of the contract that is in the room at 00:00, if it is above 0"
        case when o.start_monthly_rent > 0 then o.start_monthly_rent end as rent
    from rooms as r
    left join apartments as a on a.apartment_id = r.apartment_id
    left join room_occupancy as o on o.room_id = r.room_id and o.occupancy_date = getvariable('as_of')
    where r.is_physical_room and r.is_in_source
)

select
    room_id,
    apartment_id,
    asset_id_hj,
    apartment_name,
    room_number,
    prefecture,
    coalesce(municipality, 'Unknown') as municipality,
    latitude,
    longitude,
    coalesce(end_tenant_type, 'vacant') as tenant_type,
    1 as rooms_in_source,
    rooms_at_start,
    rooms_at_end,
    rent as room_rent_at_start,
    rent_tier(rent) as room_rent_tier,
    -- "Rooms of the building occupied at the end of the day / its rooms in the source"
    six_decimals(
        sum(rooms_at_end) over (partition by apartment_id), count(*) over (partition by apartment_id)
    ) as building_occupancy_rate_at_end,
    -- "00-49 %, 50-69 %, 70-84 %, 85-94 %, 95-100 %; the lower limit belongs to the class."
    list_extract(
        ['00-49 %', '50-69 %', '70-84 %', '85-94 %', '95-100 %'],
        1 + len(list_filter(
            [50, 70, 85, 95],
            lambda percent: (sum(rooms_at_end) over (partition by apartment_id)) * 100
            >= percent * (count(*) over (partition by apartment_id))
        ))
    ) as building_occupancy_band,
    getvariable('as_of') as as_of_date
from today
