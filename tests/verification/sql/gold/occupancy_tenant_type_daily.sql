-- "each tenant type on every day with a tenant snapshot, also where it has no room. A room counts at 00:00, and as left, with
-- the type of the tenant of 00:00; at the end of the day, and as entered, with that of the tenant of the end."
with types as (
    select unnest(['individual', 'corporate', 'unknown']) as tenant_type
)

select
    b.occupancy_date,
    t.tenant_type,
    count(*) filter (r.start_tenant_type = t.tenant_type and r.is_occupied_at_start = 1) as rooms_at_start,
    count(*) filter (r.end_tenant_type = t.tenant_type and r.is_movein = 1) as rooms_entered,
    count(*) filter (r.start_tenant_type = t.tenant_type and r.is_moveout = 1) as rooms_left,
    count(*) filter (r.end_tenant_type = t.tenant_type and r.is_occupied_at_end = 1) as rooms_at_end,
    -- "the rents above 0 of the rooms of rooms_at_start"
    coalesce(
        sum(r.start_monthly_rent) filter (r.start_tenant_type = t.tenant_type and r.start_monthly_rent > 0), 0
    ) as rent_at_start,
    count(*) filter (r.start_tenant_type = t.tenant_type and r.start_monthly_rent > 0) as rooms_with_rent_at_start,
    b.as_of_date
from built_days as b
cross join types as t
left join room_occupancy as r using (occupancy_date)
group by b.occupancy_date, t.tenant_type, b.as_of_date
