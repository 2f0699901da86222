-- "for each of the 12 complete months before the as-of day"
with days as (
    select unnest(generate_series(
        date_trunc('month', getvariable('as_of')) - interval 12 month,
        date_trunc('month', getvariable('as_of')) - interval 1 day,
        interval 1 day
    ))::date as day
),

valid_movings as (
    select *, coalesce(contract_start_date, move_in_date) as first_day from stay_movings where is_valid_contract = 1
),

-- "A stay ends on the moveout_date of the moving that speaks for it if the source calls that move-out done; else, if the
-- tenant's status is 14, 15, 16 or 17, on its noticed_moveout_date if it has one; else it goes on while the tenant is
-- physically present (7, 9 to 15); else it ends on its moveout_date."
stay_periods as (
    select
        m.contract_id,
        m.tenant_type,
        m.stay_move_in_date,
        m.first_moving_id,
        case
            when m.is_completed_moveout = 1 then m.moveout_date
            when t.status_code between 14 and 17 and m.noticed_moveout_date is not null then m.noticed_moveout_date
            when t.status_code = 7 or t.status_code between 9 and 15 then date '9999-12-31'
            else m.moveout_date
        end as leaving_date
    from valid_movings as m
    left join tenants as t using (tenant_id)
    where m.moving_id = m.contract_id
),

-- "each day counts for whoever is in the room at 00:00, so the day after stay_move_in_date is the first and the leaving
-- date the last"
stay_days as (
    select s.contract_id, s.first_moving_id, d.day
    from stay_periods as s
    inner join days as d on d.day > s.stay_move_in_date and d.day <= s.leaving_date
),

-- "On each day the moving of the stay that began last speaks (...; of several that begin on one day the highest id), before
-- that the first."
daily_rents as (
    select
        s.contract_id,
        date_trunc('month', s.day)::date as month_start,
        coalesce(
            arg_max(m.moving_id, (m.first_day, m.moving_id)) filter (m.first_day <= s.day), min(s.first_moving_id)
        ) as moving_id
    from stay_days as s
    inner join valid_movings as m using (contract_id)
    group by s.contract_id, s.day
),

rents as (
    select
        d.contract_id,
        d.month_start,
        scaled(sum(m.monthly_rent) * 100, day(last_day(d.month_start)) * 100, 1)::decimal(30, 0) as rent_jpy
    from daily_rents as d
    inner join movings as m using (moving_id)
    where m.monthly_rent > 0
    group by d.contract_id, d.month_start
),

bills as (
    select
        date_trunc('month', day_or_null(p.target_month))::date as month_start,
        coalesce(m.contract_id, 0) as contract_id,
        sum(p.amount::decimal(12, 2)) as billed_jpy,
        sum(p.paid_amount::decimal(12, 2)) as paid_jpy
    from raw.payments as p
    left join stay_movings as m on m.moving_id = p.moving_id::bigint
    where day_or_null(p.target_month) in (select d.day from days as d)
    group by all
),

of_stays as (
    select
        month_start,
        coalesce(s.tenant_type, 'unknown') as tenant_type,
        r.rent_jpy,
        b.billed_jpy,
        b.paid_jpy
    from rents as r
    full join bills as b using (month_start, contract_id)
    left join stay_periods as s using (contract_id)
),

summed as (
    select
        m.month_start,
        t.tenant_type,
        count(o.rent_jpy) as stays_in_rent_roll,
        coalesce(sum(o.rent_jpy), 0) as rent_roll_jpy,
        count(*) filter (o.rent_jpy is not null and o.billed_jpy is null) as stays_not_billed,
        coalesce(sum(o.rent_jpy) filter (o.billed_jpy is null), 0) as not_billed_jpy,
        coalesce(sum(o.billed_jpy - o.rent_jpy), 0) as billed_otherwise_jpy,
        coalesce(sum(o.billed_jpy) filter (o.rent_jpy is null), 0) as billed_without_stay_jpy,
        coalesce(sum(o.billed_jpy), 0) as billed_jpy,
        coalesce(sum(o.paid_jpy), 0) as paid_jpy
    from (select distinct date_trunc('month', day)::date as month_start from days) as m
    cross join (select unnest(['all', 'individual', 'corporate', 'unknown']) as tenant_type) as t
    left join of_stays as o on o.month_start = m.month_start and t.tenant_type in ('all', o.tenant_type)
    group by all
)

select
    s.* exclude (paid_jpy),
    (s.tenant_type = 'all')::int as is_portfolio,
    s.billed_jpy - s.paid_jpy as unpaid_jpy,
    s.paid_jpy,
    case
        when s.rent_roll_jpy > 0 then six_decimals(s.billed_jpy * 100, s.rent_roll_jpy * 100) - 1
    end as billed_difference,
    case when s.rent_roll_jpy > 0 then six_decimals(s.paid_jpy * 100, s.rent_roll_jpy * 100) - 1 end as paid_difference,
    -- "1 for the whole portfolio if billed_jpy or paid_jpy differs from rent_roll_jpy by more than 5 % of it; else 0."
    (
        s.tenant_type = 'all'
        and (
            abs(s.billed_jpy - s.rent_roll_jpy) * 20 > s.rent_roll_jpy
            or abs(s.paid_jpy - s.rent_roll_jpy) * 20 > s.rent_roll_jpy
        )
    )::int as is_beyond_alarm,
    getvariable('as_of') as as_of_date
from summed as s
-- "Without any payment there is nothing to compare, and no row."
where exists (select 1 from bills)
