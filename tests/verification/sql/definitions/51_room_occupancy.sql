-- room_occupancy_daily: "A tenant of the day's snapshot and a valid moving of that tenant make a stay if move_in_date
-- <= day <= leaving date and the room exists and is not a living room. The leaving date is completed_moveout_date of
-- int_stay_movings, else, if the tenant's status that day is 14, 15, 16 or 17, noticed_moveout_date; otherwise the stay
-- is open. A moving whose move-out is done without a moveout_date makes no stay."
create or replace table stays as
with pairs as (
    select
        s.snapshot_date as occupancy_date,
        s.status,
        m.*,
        r.apartment_id as building_id,
        coalesce(
            m.completed_moveout_date, case when s.status in (14, 15, 16, 17) then m.noticed_moveout_date end
        ) as leaving_date,
        m.is_completed_moveout = 1 and m.moveout_date is null as is_no_stay
    from snapshots as s
    inner join days_to_build as d on d.occupancy_date = s.snapshot_date
    inner join stay_movings as m on m.tenant_id = s.tenant_id and m.is_valid_contract = 1
    inner join rooms as r on r.room_id = m.room_id and r.is_physical_room
    -- a room that the source has deleted counts up to the last dump that had it
    where m.move_in_date <= s.snapshot_date and (r.is_in_source or s.snapshot_date <= r.last_seen_date)
)

select
    *,
    status in (7, 9, 10, 11, 12, 13, 14, 15) as is_present,
    -- "At 00:00 a stay counts if it began before the day and the status of the day is one of those physically present
    -- (7, 9 to 15), or, on the leaving date, 16 or 17."
    move_in_date < occupancy_date
    and (
        status in (7, 9, 10, 11, 12, 13, 14, 15)
        or (coalesce(leaving_date = occupancy_date, false) and status in (16, 17))
    ) as is_at_start,
    -- "At the end of the day it counts if the day is not the leaving date and the status is physically present, or, if
    -- move_in_date is the day, any of the active list (4, 5, 6, 7, 9 to 15)."
    leaving_date is distinct from occupancy_date
    and (
        status in (7, 9, 10, 11, 12, 13, 14, 15)
        or (move_in_date = occupancy_date and status in (4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15))
    ) as is_at_end,
    list_position([9, 10, 11, 12, 13, 14, 15, 7, 6, 5, 4, 16, 17], status) as room_priority
from pairs
where not is_no_stay and occupancy_date <= coalesce(leaving_date, occupancy_date);

-- "At each of the two moments a person has one room (of the movings that are not corporate the one with the latest
-- contract_start_date, updated_at, id, those that have not begun by that day last), a company every room, and a room
-- one tenant (one who does not leave that day first; then by room_priority of the status; then in the same order of
-- contracts). The person's room is chosen first, then the room's tenant."
create or replace table occupants as
with moments as (
    select *, 'start' as moment from stays where is_at_start
    union all by name
    select *, 'end' as moment from stays where is_at_end
),

one_room_each as (
    select *
    from moments
    qualify
        tenant_type = 'corporate'
        or row_number() over (
            partition by moment, occupancy_date, tenant_id, tenant_type = 'corporate'
            order by
                (contract_start_date is not null and contract_start_date > occupancy_date)::int,
                contract_start_date desc nulls last,
                updated_at desc nulls last,
                moving_id desc
        ) = 1
)

select *
from one_room_each
qualify row_number() over (
    partition by moment, occupancy_date, room_id
    order by
        coalesce(leaving_date = occupancy_date, false)::int,
        room_priority,
        (contract_start_date is not null and contract_start_date > occupancy_date)::int,
        contract_start_date desc nulls last,
        updated_at desc nulls last,
        moving_id desc
) = 1;

create or replace table built_rooms as
with both_moments as (
    select
        coalesce(s.occupancy_date, e.occupancy_date) as occupancy_date,
        coalesce(s.room_id, e.room_id) as room_id,
        coalesce(s.building_id, e.building_id) as apartment_id,
        s.tenant_id as start_tenant_id,
        e.tenant_id as end_tenant_id,
        s.moving_id as start_contract_id,
        e.moving_id as end_contract_id,
        s.tenant_type as start_tenant_type,
        e.tenant_type as end_tenant_type,
        s.monthly_rent as start_monthly_rent,
        (s.tenant_id is not null)::int as is_occupied_at_start,
        (e.tenant_id is not null)::int as is_occupied_at_end
    from (select * from occupants where moment = 'start') as s
    full outer join (select * from occupants where moment = 'end') as e
        on e.occupancy_date = s.occupancy_date and e.room_id = s.room_id
)

select
    *,
    -- "1 if the tenant at the end is there and was not at 00:00"; "1 if the tenant at 00:00 is there and is not at
    -- the end"
    (end_tenant_id is not null and end_tenant_id is distinct from start_tenant_id)::int as is_movein,
    (start_tenant_id is not null and start_tenant_id is distinct from end_tenant_id)::int as is_moveout,
    getvariable('as_of') as as_of_date
from both_moments;

create table if not exists room_occupancy as from built_rooms limit 0;
delete from room_occupancy where occupancy_date in (select d.occupancy_date from days_to_build as d);
insert into room_occupancy by name from built_rooms;

-- occupancy_property_daily: "every building with physical rooms on every fact day, the empty ones too. Names and
-- coordinates are those of the dump the day was built from."
create or replace table built_properties as
select
    d.occupancy_date,
    b.apartment_id,
    a.asset_id_hj,
    a.apartment_name,
    a.prefecture,
    a.municipality,
    a.latitude,
    a.longitude,
    b.physical_rooms,
    getvariable('as_of') as as_of_date
from days_to_build as d
inner join (
    select b.occupancy_date, r.apartment_id, count(*) as physical_rooms
    from days_to_build as b
    cross join rooms as r
    where r.is_physical_room and (r.is_in_source or b.occupancy_date <= r.last_seen_date)
    group by b.occupancy_date, r.apartment_id
) as b using (occupancy_date)
left join apartments as a using (apartment_id);

create table if not exists properties as from built_properties limit 0;
delete from properties where occupancy_date in (select d.occupancy_date from days_to_build as d);
insert into properties by name from built_properties;
