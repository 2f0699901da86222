-- "occupancy_daily by property, facts only: every building with physical rooms on every fact day, the empty ones too."
with counted as (
    select
        occupancy_date,
        apartment_id,
        sum(is_occupied_at_start) as rooms_at_start,
        sum(is_movein) as moveins,
        sum(is_moveout) as moveouts,
        sum(is_occupied_at_end) as rooms_at_end,
        -- "the rents above 0 of the rooms occupied at 00:00"
        sum(start_monthly_rent) filter (start_monthly_rent > 0) as rent,
        count(*) filter (start_monthly_rent > 0) as rooms_with_rent
    from room_occupancy
    group by occupancy_date, apartment_id
)

select
    p.occupancy_date,
    p.apartment_id,
    p.asset_id_hj,
    p.apartment_name,
    p.prefecture,
    p.municipality,
    p.latitude,
    p.longitude,
    p.physical_rooms,
    coalesce(c.rooms_at_start, 0) as rooms_at_start,
    coalesce(c.moveins, 0) as moveins,
    coalesce(c.moveouts, 0) as moveouts,
    coalesce(c.rooms_at_end, 0) as rooms_at_end,
    six_decimals(coalesce(c.rooms_at_end, 0), p.physical_rooms) as occupancy_rate,
    two_decimals(c.rent * 100, c.rooms_with_rent * 100) as average_rent,
    p.as_of_date
from properties as p
left join counted as c on c.occupancy_date = p.occupancy_date and c.apartment_id = p.apartment_id
