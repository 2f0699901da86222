-- "The list new_contracts with the classes of the dashboards."
with buildings as (
    select
        a.asset_id_hj,
        count(*) as building_rooms,
        count(*) filter (o.is_occupied_at_end = 1) as building_rooms_occupied
    from rooms as r
    inner join apartments as a on a.apartment_id = r.apartment_id
    left join room_occupancy as o on o.room_id = r.room_id and o.occupancy_date = getvariable('as_of')
    where r.is_physical_room and r.is_in_source
    group by a.asset_id_hj
)

select
    n.* exclude (gender, nationality, municipality, created_at, updated_at),
    1 as listed_contracts,
    rent_tier(n.monthly_rent) as rent_tier,
    age_group(n.age) as age_group,
    -- "Unknown if missing"
    coalesce(n.gender, 'Unknown') as gender,
    coalesce(n.nationality, 'Unknown') as nationality,
    coalesce(n.municipality, 'Unknown') as municipality,
    -- "Day of leaving, if the source calls the move-out done."
    case when c.is_completed_moveout = 1 then c.moveout_date end as moveout_date,
    -- "1 if the stay has begun (its move_in_date is not after the as-of day) and the source does not call the move-out
    -- done"
    coalesce(c.move_in_date <= getvariable('as_of') and c.is_completed_moveout = 0, false)::int as is_active,
    (date_trunc('month', n.contract_date) = date_trunc('month', getvariable('as_of')))::int as is_as_of_month,
    (date_diff('day', n.contract_date, getvariable('as_of')) < 30)::int as is_last_30_days,
    b.building_rooms,
    b.building_rooms_occupied,
    six_decimals(b.building_rooms_occupied, b.building_rooms) as building_occupancy_rate
from gold.new_contracts as n
inner join contracts as c using (contract_id)
left join buildings as b on b.asset_id_hj = n.asset_id_hj
