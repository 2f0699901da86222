-- "From the number of tenants in the list that reproduces the Excel export to the occupied rooms of occupancy_daily at the
-- end of the as-of day"; the list: tenants of the active list whose named moving is theirs, valid and open, with building
-- and room in the source.
with days as (
    -- "The same for the last day of each of the 13 complete months before the as-of day, if it has a snapshot"
    select occupancy_date as bridge_date, rooms_at_end
    from occupancy_days
    where
        row_kind = 'fact'
        and (
            occupancy_date = getvariable('as_of')
            or (
                occupancy_date = last_day(occupancy_date)
                and last_day(occupancy_date) < date_trunc('month', getvariable('as_of'))
                and occupancy_date >= date_trunc('month', getvariable('as_of')) - interval 13 month
            )
        )
),

people_today as (
    select
        getvariable('as_of') as bridge_date,
        t.tenant_id,
        t.status_code in (7, 9, 10, 11, 12, 13, 14, 15) as is_present,
        t.status_code in (4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15) and exists (
            select 1
            from raw.tenants as r
            inner join movings as m on m.moving_id = r.moving_id::bigint and m.tenant_id = t.tenant_id
            where
                r.id::bigint = t.tenant_id
                and m.is_valid_contract = 1
                and m.is_completed_moveout = 0
                and m.apartment_id in (select a.apartment_id from apartments as a where a.is_in_source)
                and m.room_id in (select o.room_id from rooms as o where o.is_in_source)
        ) as is_listed
    from tenants as t
),

-- "the list is then the tenants of that snapshot in the active list (status 4 to 7, 9 to 15)"
people_before as (
    select
        d.bridge_date,
        s.tenant_id,
        s.status in (7, 9, 10, 11, 12, 13, 14, 15) as is_present,
        s.status in (4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15) as is_listed
    from days as d
    inner join snapshots as s on s.snapshot_date = d.bridge_date
    where d.bridge_date < getvariable('as_of')
),

people as (
    select p.*, r.rooms
    from (from people_today union all by name from people_before) as p
    left join (
        select occupancy_date as bridge_date, end_tenant_id as tenant_id, count(*) as rooms
        from room_occupancy
        where end_tenant_id is not null
        group by all
    ) as r using (bridge_date, tenant_id)
),

counted as (
    select
        d.bridge_date,
        d.rooms_at_end,
        count(*) filter (p.is_listed) as listed,
        count(*) filter (p.is_listed and not p.is_present) as absent,
        count(*) filter (p.is_present and not coalesce(p.is_listed, false)) as unlisted,
        count(*) filter (p.is_present) as present,
        count(*) filter (p.is_present and p.rooms is null) as without_room,
        coalesce(sum(p.rooms - 1) filter (p.is_present), 0) as further_rooms,
        (
            select count(*) from room_occupancy as o
            where o.occupancy_date = d.bridge_date and o.end_tenant_id is not null
        ) - coalesce(sum(p.rooms) filter (p.is_present), 0) as rooms_of_others
    from days as d
    left join people as p using (bridge_date)
    group by d.bridge_date, d.rooms_at_end
),

steps as (
    select bridge_date, 1 as step_number, 'Tenants in the list that reproduces the Excel export' as step, listed as amount
    from counted
    union all
    -- "2: listed tenants who are not physically present."
    select bridge_date, 2, 'Not in residence: status 4 to 6', -absent from counted
    union all
    -- "3: tenants who are, and are not listed."
    select
        bridge_date, 3, 'In residence, but no valid open contract is named in the tenant''s record', unlisted
    from counted
    union all
    select bridge_date, 4, 'Tenants in residence: status 7, 9 to 15', present from counted
    union all
    -- "5: present tenants without a room"
    select bridge_date, 5, 'Share a room that counts for another tenant, or have no room of their own', -without_room
    from counted
    union all
    -- "6: rooms of present tenants beyond the first."
    select bridge_date, 6, 'Further rooms of tenants with several, mostly companies', further_rooms from counted
    union all
    -- "7: rooms of tenants who are not physically present by their record, of a month end by its snapshot."
    select bridge_date, 7, 'Rooms of tenants who arrive on the day before their status says so', rooms_of_others
    from counted
    union all
    select bridge_date, 8, 'Occupied rooms at the end of the day', rooms_at_end from counted
)

select
    *,
    (bridge_date = getvariable('as_of'))::int as is_as_of_day,
    -- "1 for a count of its own, 0 for what leads from one to the next."
    (step_number in (1, 4, 8))::int as is_total,
    -- "Step 1 and all later steps that are no totals, up to this one."
    (
        sum(amount) filter (step_number not in (4, 8)) over (partition by bridge_date order by step_number)
    )::bigint as running_total,
    getvariable('as_of') as as_of_date
from steps
