-- occupancy_daily, facts: "summed over room_occupancy_daily"; a day that was built and has no occupied room counts 0.
create or replace table previous_days as
select occupancy_date, lag(occupancy_date) over (order by occupancy_date) as previous_fact_date
from built_days;

-- "Rooms occupied at 00:00 that were not at the end of previous_fact_date", and the other way round.
create or replace table overnight as
with mornings as (
    select occupancy_date, room_id from room_occupancy where is_occupied_at_start = 1
),

evenings as (
    select p.occupancy_date, e.room_id
    from room_occupancy as e
    inner join previous_days as p on p.previous_fact_date = e.occupancy_date
    where e.is_occupied_at_end = 1
)

select
    occupancy_date,
    count(*) filter (kind = 'appeared') as appeared,
    count(*) filter (kind = 'vanished') as vanished
from (
    select *, 'appeared' as kind from (select * from mornings except select * from evenings)
    union all
    select *, 'vanished' as kind from (select * from evenings except select * from mornings)
)
group by occupancy_date;

create or replace table fact_days as
select
    b.occupancy_date,
    b.physical_rooms,
    b.as_of_date,
    coalesce(sum(r.is_occupied_at_start), 0) as rooms_at_start,
    coalesce(sum(r.is_movein), 0) as moveins,
    coalesce(sum(r.is_moveout), 0) as moveouts,
    coalesce(sum(r.is_occupied_at_end), 0) as rooms_at_end,
    count(*) filter (r.is_occupied_at_end = 1 and r.end_tenant_type = 'individual') as rooms_individual,
    count(*) filter (r.is_occupied_at_end = 1 and r.end_tenant_type = 'corporate') as rooms_corporate,
    count(*) filter (r.is_occupied_at_end = 1 and r.end_tenant_type = 'unknown') as rooms_unknown,
    coalesce(sum(r.start_monthly_rent) filter (r.start_monthly_rent > 0), 0) as rent_at_start,
    count(*) filter (r.start_monthly_rent > 0) as rooms_with_rent_at_start,
    any_value(p.previous_fact_date) as previous_fact_date,
    any_value(case when p.previous_fact_date is not null then coalesce(o.appeared, 0) end) as appeared_overnight,
    any_value(case when p.previous_fact_date is not null then coalesce(o.vanished, 0) end) as vanished_overnight
from built_days as b
left join previous_days as p using (occupancy_date)
left join overnight as o using (occupancy_date)
left join room_occupancy as r using (occupancy_date)
group by b.occupancy_date, b.physical_rooms, b.as_of_date;

-- "The projection starts from the rooms occupied at the end of the last fact day, each until its leaving date if that is
-- after this day and else without an end, and adds stays of valid movings that begin in the future and end after they
-- begin, whose tenant is in the active list in the snapshot of the last fact day; the end of a stay is the leaving date
-- of room_occupancy_daily; overlapping stays of a room are one".
create or replace table projected_stays as
with last_fact as (
    select max(occupancy_date) as occupancy_date from fact_days
),

stays_ahead as (
    select
        r.room_id,
        r.occupancy_date as first_day,
        case
            when
                coalesce(
                    m.completed_moveout_date, case when s.status in (14, 15, 16, 17) then m.noticed_moveout_date end
                ) > r.occupancy_date
                then coalesce(
                    m.completed_moveout_date, case when s.status in (14, 15, 16, 17) then m.noticed_moveout_date end
                )
        end as last_day
    from room_occupancy as r
    inner join last_fact as l using (occupancy_date)
    inner join stay_movings as m on m.moving_id = r.end_contract_id
    inner join snapshots as s on s.tenant_id = r.end_tenant_id and s.snapshot_date = r.occupancy_date
    union all
    select
        m.room_id,
        m.move_in_date,
        coalesce(
            m.completed_moveout_date, case when s.status in (14, 15, 16, 17) then m.noticed_moveout_date end
        )
    from stay_movings as m
    inner join rooms as r on r.room_id = m.room_id and r.is_physical_room and r.is_in_source
    inner join snapshots as s on s.tenant_id = m.tenant_id
    inner join last_fact as l on l.occupancy_date = s.snapshot_date
    where
        m.is_valid_contract = 1
        and not (m.is_completed_moveout = 1 and m.moveout_date is null)
        and m.move_in_date > l.occupancy_date
        and coalesce(m.moveout_date > m.move_in_date, true)
        and s.status in (4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15)
)

select room_id, first_day, coalesce(last_day, date '9999-12-31') as last_day from stays_ahead;

create or replace table projected_days as
with days as (
    select (getvariable('as_of') + n::int)::date as occupancy_date from range(1, 91) as r (n)
),

rooms_by_day as (
    select
        d.occupancy_date,
        p.room_id,
        bool_or(p.first_day < d.occupancy_date and d.occupancy_date <= p.last_day) as is_at_start,
        bool_or(p.first_day <= d.occupancy_date and d.occupancy_date < p.last_day) as is_at_end
    from days as d
    cross join projected_stays as p
    group by d.occupancy_date, p.room_id
)

select
    occupancy_date,
    count(*) filter (is_at_start) as rooms_at_start,
    count(*) filter (is_at_end and not is_at_start) as moveins,
    count(*) filter (is_at_start and not is_at_end) as moveouts,
    count(*) filter (is_at_end) as rooms_at_end
from rooms_by_day
group by occupancy_date;

-- "Gaps only: stays in physical rooms that are not cancelled and begin on this day, as the contracts of the as-of day say
-- (no-shows left out)"; "such stays whose move-out the source calls done and dates on this day".
create or replace table contract_movements as
with stays_once as (
    select s.*
    from stay_movings as s
    inner join rooms as r on r.room_id = s.room_id and r.is_physical_room
    where
        s.moving_id = s.contract_id
        and s.is_valid_contract = 1
        and not coalesce(s.is_completed_moveout = 1 and s.moveout_date < s.stay_move_in_date, false)
)

select stay_move_in_date as occupancy_date, 1 as arrivals, 0 as departures from stays_once
union all
select moveout_date, 0, 1 from stays_once where is_completed_moveout = 1;

create or replace table occupancy_days as
with calendar as (
    select unnest(generate_series(
        (select min(snapshot_date) from snapshots), getvariable('as_of'), interval 1 day
    ))::date as occupancy_date
)

select
    c.occupancy_date,
    case when f.occupancy_date is null then 'gap' else 'fact' end as row_kind,
    f.* exclude (occupancy_date, physical_rooms, as_of_date),
    coalesce(f.physical_rooms, capacity.physical_rooms) as physical_rooms,
    coalesce(f.as_of_date, getvariable('as_of')) as as_of_date,
    case when f.occupancy_date is null then coalesce(g.arrivals, 0) end as gap_moveins,
    case when f.occupancy_date is null then coalesce(g.departures, 0) end as gap_moveouts
from calendar as c
cross join capacity
left join fact_days as f using (occupancy_date)
left join (
    select occupancy_date, sum(arrivals) as arrivals, sum(departures) as departures
    from contract_movements
    group by occupancy_date
) as g using (occupancy_date)
union all by name
select
    p.*,
    'projection' as row_kind,
    capacity.physical_rooms,
    getvariable('as_of') as as_of_date
from projected_days as p
cross join capacity;
