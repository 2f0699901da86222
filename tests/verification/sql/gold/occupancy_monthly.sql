-- "The occupied rooms of each month since the first snapshot, from those at the end of the last day with a snapshot before
-- it to those at the end of its last day with a snapshot"
with months as (
    select
        strftime(occupancy_date, '%Y-%m') as occupancy_month,
        last_day(min(occupancy_date)) as month_end,
        min(occupancy_date) filter (row_kind = 'fact') as first_fact,
        max(occupancy_date) filter (row_kind = 'fact') as closing_date,
        count(*) filter (row_kind = 'fact') as fact_days,
        count(*) filter (row_kind = 'gap') as gap_days,
        sum(moveins) as moveins,
        sum(moveouts) as moveouts,
        sum(coalesce(appeared_overnight, 0)) filter (row_kind = 'fact') as appeared_overnight,
        sum(coalesce(vanished_overnight, 0)) filter (row_kind = 'fact') as vanished_overnight,
        coalesce(sum(gap_moveins), 0) as gap_moveins,
        coalesce(sum(gap_moveouts), 0) as gap_moveouts
    from occupancy_days
    where row_kind <> 'projection'
    group by occupancy_month
),

openings as (
    select
        m.occupancy_month,
        max(f.occupancy_date) as opening_date,
        arg_max(f.rooms_at_end, f.occupancy_date) as rooms_before
    from months as m
    inner join fact_days as f on f.occupancy_date < m.first_fact
    group by m.occupancy_month
)

select
    m.occupancy_month,
    o.opening_date,
    m.closing_date,
    -- "NULL in the month of the first snapshot of all, whose opening is 00:00 of that day"
    coalesce(o.rooms_before, f.rooms_at_start) as opening_rooms,
    m.moveins,
    m.moveouts,
    m.appeared_overnight,
    m.vanished_overnight,
    l.rooms_at_end as closing_rooms,
    m.fact_days,
    m.gap_days,
    m.gap_moveins,
    m.gap_moveouts,
    case
        when m.month_end > getvariable('as_of') then 'month to date'
        when m.closing_date is distinct from m.month_end then 'no snapshot'
        when l.as_of_date - m.month_end >= 3 then 'settled'
        else 'provisional'
    end as settlement,
    l.as_of_date as computed_as_of_date,
    getvariable('as_of') as as_of_date
from months as m
left join openings as o using (occupancy_month)
left join fact_days as f on f.occupancy_date = m.first_fact
left join fact_days as l on l.occupancy_date = m.closing_date
