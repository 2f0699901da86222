-- "From the number of tenants in the list that reproduces the Excel export to the occupied rooms of occupancy_daily at the
-- end of the as-of day"; the list: tenants of the active list whose named moving is theirs, valid and open, with building
-- and room in the source.
with people as (
    select
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
        ) as is_listed,
        (
            select count(*) from occupants as o
            where
                o.moment = 'end'
                and o.occupancy_date = getvariable('as_of')
                and o.tenant_id = t.tenant_id
        ) as rooms
    from tenants as t
),

steps as (
    select
        1 as step_number,
        'Tenants in the list that reproduces the Excel export' as step,
        count(*) filter (is_listed) as amount
    from people
    union all
    -- "2: listed tenants who are not physically present."
    select 2, 'Not in residence: status 4 to 6', -count(*) filter (is_listed and not is_present) from people
    union all
    -- "3: tenants who are, and are not listed."
    select
        3, 'In residence, but no valid open contract is named in the tenant''s record',
        count(*) filter (is_present and not is_listed)
    from people
    union all
    select 4, 'Tenants in residence: status 7, 9 to 15', count(*) filter (is_present) from people
    union all
    -- "5: present tenants without a room"
    select
        5, 'Share a room that counts for another tenant, or have no room of their own',
        -count(*) filter (is_present and rooms = 0)
    from people
    union all
    -- "6: rooms of present tenants beyond the first."
    select
        6, 'Further rooms of tenants with several, mostly companies',
        coalesce(sum(rooms - 1) filter (is_present and rooms > 1), 0)
    from people
    union all
    -- "7: rooms of tenants who are not physically present by their record."
    select
        7, 'Rooms of tenants who arrive on the day before their status says so',
        coalesce(sum(rooms) filter (not is_present), 0)
    from people
    union all
    select
        8, 'Occupied rooms at the end of the day',
        (select rooms_at_end from occupancy_days where occupancy_date = getvariable('as_of') and row_kind = 'fact')
)

select
    *,
    -- "1 for a count of its own, 0 for what leads from one to the next."
    (step_number in (1, 4, 8))::int as is_total,
    -- "Step 1 and all later steps that are no totals, up to this one."
    (sum(amount) filter (step_number not in (4, 8)) over (order by step_number))::bigint as running_total,
    getvariable('as_of') as as_of_date
from steps
