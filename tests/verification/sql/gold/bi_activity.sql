-- "The movements of daily_activity_summary, the occupied rooms and the RENT by day and tenant type. Rooms and RENT exist on
-- days with a tenant snapshot only; elsewhere they are NULL."
select
    a.activity_date,
    a.tenant_type,
    a.new_signings,
    a.renewals,
    a.signings,
    a.starts_without_signing_date,
    a.moveins,
    a.moveouts,
    a.net_moveins,
    a.net_signings,
    o.rooms_at_start,
    o.rooms_entered,
    o.rooms_left,
    o.rooms_at_end,
    -- "RENT: rent_at_start / rooms_with_rent_at_start"; "here that of the rooms of the tenant type"
    two_decimals(o.rent_at_start * 100, o.rooms_with_rent_at_start * 100) as rent_jpy,
    (a.activity_date = getvariable('as_of'))::int as is_as_of_day,
    (date_trunc('month', a.activity_date) = date_trunc('month', getvariable('as_of')))::int as is_as_of_month,
    -- "1 for the 90 days up to the as-of day"
    (date_diff('day', a.activity_date, getvariable('as_of')) < 90)::int as is_last_90_days,
    -- "Old name, kept for one release"
    a.signings as new_contracts,
    a.signings - a.moveouts as net_occupancy_change,
    o.rooms_at_end as rooms_occupied,
    six_decimals(f.rooms_at_end, f.physical_rooms) as portfolio_occupancy_rate,
    two_decimals(f.rent_at_start * 100, f.rooms_with_rent_at_start * 100) as portfolio_rent,
    getvariable('as_of') as as_of_date
from gold.daily_activity_summary as a
left join gold.occupancy_tenant_type_daily as o
    on o.occupancy_date = a.activity_date and o.tenant_type = a.tenant_type
left join fact_days as f on f.occupancy_date = a.activity_date
