-- "Every day from 2018-01-01 to the as-of day has a row for each tenant type, also when nothing happened. Contracts are
-- those of int_contracts; neither rent nor coordinates matter here."
with days as (
    select unnest(generate_series(date '2018-01-01', getvariable('as_of'), interval 1 day))::date as activity_date
),

types as (
    select unnest(['individual', 'corporate', 'unknown']) as tenant_type
),

-- "Contracts that are not cancelled, by day of signing (contract_date)."
signings as (
    select contract_date as activity_date, tenant_type, count(*) as events
    from contracts
    where is_valid_contract = 1
    group by all
),

-- "Contracts that are not cancelled, by first day in the room (move_in_date)".
arrivals as (
    select move_in_date as activity_date, tenant_type, count(*) as events
    from contracts
    where is_valid_contract = 1
    group by all
),

-- "Contracts whose move-out the source calls done, by day of leaving (moveout_date)."
departures as (
    select moveout_date as activity_date, tenant_type, count(*) as events
    from contracts
    where is_completed_moveout = 1
    group by all
),

counted as (
    select
        d.activity_date,
        t.tenant_type,
        coalesce(s.events, 0) as new_contracts,
        coalesce(a.events, 0) as moveins,
        coalesce(o.events, 0) as moveouts
    from days as d
    cross join types as t
    left join signings as s on s.activity_date = d.activity_date and s.tenant_type = t.tenant_type
    left join arrivals as a on a.activity_date = d.activity_date and a.tenant_type = t.tenant_type
    left join departures as o on o.activity_date = d.activity_date and o.tenant_type = t.tenant_type
)

select
    *,
    new_contracts - moveouts as net_occupancy_change,
    moveins - moveouts as net_moveins,
    getvariable('as_of') as as_of_date
from counted
