-- "Every day from 2018-01-01 to the as-of day has a row for each tenant type, also when nothing happened. Neither rent,
-- coordinates nor whether the room, building or tenant is still in the source matter here."
with days as (
    select unnest(generate_series(date '2018-01-01', getvariable('as_of'), interval 1 day))::date as activity_date
),

types as (
    select unnest(['individual', 'corporate', 'unknown']) as tenant_type
),

-- "arrivals and departures are those of stays"; "A stay whose move-out is done before its first day (a no-show) is neither
-- an arrival nor a departure."
stays_once as (
    select *
    from stay_movings
    where moving_id = contract_id and not coalesce(is_completed_moveout = 1 and moveout_date < stay_move_in_date, false)
),

-- "by day of signing"
signed as (
    select
        contract_date as activity_date,
        tenant_type,
        count(*) filter (signing_kind = 'new') as first_signings,
        count(*) filter (signing_kind = 'renewal') as renewals
    from stay_movings
    where signing_kind is not null
    group by all
),

-- "Valid movings whose day of signing the source does not have, by first day of their term (contract_start_date)."
unsigned as (
    select contract_start_date as activity_date, tenant_type, count(*) as events
    from stay_movings
    where is_valid_contract = 1 and contract_date is null
    group by all
),

-- "Stays that are not cancelled, by their first day in the room (with the tenant type of the first moving)"
arrivals as (
    select stay_move_in_date as activity_date, first_tenant_type as tenant_type, count(*) as events
    from stays_once
    where is_valid_contract = 1
    group by all
),

-- "Stays whose move-out the source calls done, by day of leaving (moveout_date) of the moving that speaks for the stay"
departures as (
    select moveout_date as activity_date, tenant_type, count(*) as events
    from stays_once
    where is_completed_moveout = 1
    group by all
),

counted as (
    select
        d.activity_date,
        t.tenant_type,
        coalesce(s.first_signings, 0) as new_signings,
        coalesce(s.renewals, 0) as renewals,
        coalesce(s.first_signings, 0) + coalesce(s.renewals, 0) as signings,
        coalesce(u.events, 0) as starts_without_signing_date,
        coalesce(a.events, 0) as moveins,
        coalesce(o.events, 0) as moveouts
    from days as d
    cross join types as t
    left join signed as s on s.activity_date = d.activity_date and s.tenant_type = t.tenant_type
    left join unsigned as u on u.activity_date = d.activity_date and u.tenant_type = t.tenant_type
    left join arrivals as a on a.activity_date = d.activity_date and a.tenant_type = t.tenant_type
    left join departures as o on o.activity_date = d.activity_date and o.tenant_type = t.tenant_type
)

select
    *,
    new_signings - moveouts as net_signings,
    signings as new_contracts,
    signings - moveouts as net_occupancy_change,
    moveins - moveouts as net_moveins,
    getvariable('as_of') as as_of_date
from counted
