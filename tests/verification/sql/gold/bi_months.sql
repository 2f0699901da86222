-- "The months since 2018, by tenant type and as a whole (tenant_type all, is_portfolio 1)".
with types as (
    select unnest(['all', 'individual', 'corporate', 'unknown']) as tenant_type
),

movements as (
    select
        date_trunc('month', a.activity_date)::date as month_start,
        t.tenant_type,
        sum(a.new_signings) as new_signings,
        sum(a.renewals) as renewals,
        sum(a.starts_without_signing_date) as starts_without_signing_date,
        sum(a.moveins) as moveins,
        sum(a.moveouts) as moveouts
    from gold.daily_activity_summary as a
    inner join types as t on t.tenant_type in ('all', a.tenant_type)
    group by all
),

-- "Notices received in the month"; "Of notices, those before the window of moveout_notices"
received as (
    select
        n.notice_month as month_start,
        t.tenant_type,
        sum(n.notices) as notices,
        sum(n.notices - n.listed_notices) as older_notices
    from gold.moveout_notices_monthly as n
    inner join types as t on t.tenant_type in ('all', n.tenant_type)
    group by all
),

-- "the KPI of its last day (kpi_month_end_metrics; of the as-of day for the month to date)"
last_days as (
    select
        date_trunc('month', f.occupancy_date)::date as month_start,
        t.tenant_type,
        f.occupancy_date,
        f.physical_rooms,
        sum(o.rooms_at_start) as rooms_at_start,
        sum(o.rooms_at_end) as rooms_at_end,
        sum(o.rent_at_start) as rent_at_start,
        sum(o.rooms_with_rent_at_start) as rooms_with_rent
    from occupancy_days as f
    cross join types as t
    left join gold.occupancy_tenant_type_daily as o
        on o.occupancy_date = f.occupancy_date and t.tenant_type in ('all', o.tenant_type)
    where
        f.row_kind <> 'projection'
        and (f.occupancy_date = last_day(f.occupancy_date) or f.occupancy_date = getvariable('as_of'))
        -- A month end without a snapshot has a row without figures, for the whole portfolio only.
        and (f.row_kind = 'fact' or t.tenant_type = 'all')
    group by all
),

figures as (
    select
        m.month_start,
        m.tenant_type,
        (m.tenant_type = 'all')::int as is_portfolio,
        (m.month_start = date_trunc('month', getvariable('as_of')))::int as is_as_of_month,
        (last_day(m.month_start) <= getvariable('as_of'))::int as is_complete_month,
        m.new_signings,
        m.renewals,
        m.new_signings + m.renewals as signings,
        m.starts_without_signing_date,
        m.moveins,
        m.moveouts,
        m.moveins - m.moveouts as net_moveins,
        coalesce(r.notices, 0) as notices,
        coalesce(r.older_notices, 0) as older_notices,
        d.occupancy_date as metric_date,
        d.rooms_at_start,
        d.rooms_at_end,
        d.physical_rooms,
        six_decimals(d.rooms_at_start, d.physical_rooms) as occupancy_rate_at_start,
        two_decimals(d.rent_at_start * 100, d.rooms_with_rent * 100) as rent_jpy,
        two_decimals(
            d.rent_at_start * 100 * d.rooms_at_start, d.rooms_with_rent * d.physical_rooms * 100
        ) as revpar_jpy,
        two_decimals(
            d.rent_at_start * 100 * d.rooms_at_start * 952, d.rooms_with_rent * d.physical_rooms * 100000
        ) as recpar_cash_jpy
    from movements as m
    left join received as r on r.month_start = m.month_start and r.tenant_type = m.tenant_type
    left join last_days as d on d.month_start = m.month_start and d.tenant_type = m.tenant_type
)

-- "of the month / of the month before - 1; the quotient has six decimals. NULL for a month that is not over, and where the
-- month before has none."
select
    f.*,
    case when f.is_complete_month = 1 then six_decimals(f.new_signings, b.new_signings) - 1 end as new_signings_growth,
    case when f.is_complete_month = 1 then six_decimals(f.moveins, b.moveins) - 1 end as moveins_growth,
    case when f.is_complete_month = 1 then six_decimals(f.moveouts, b.moveouts) - 1 end as moveouts_growth,
    case
        when f.is_complete_month = 1 then six_decimals(f.rooms_at_start, b.rooms_at_start) - 1
    end as rooms_at_start_growth,
    case
        when f.is_complete_month = 1 then six_decimals(f.rent_jpy * 100, b.rent_jpy * 100) - 1
    end as rent_growth,
    getvariable('as_of') as as_of_date
from figures as f
left join figures as b
    on b.tenant_type = f.tenant_type and b.month_start = (f.month_start - interval 1 month)::date
