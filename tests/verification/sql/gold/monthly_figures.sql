-- "of daily_activity_summary and of the fact days of occupancy_daily the sum over the days of the month, of
-- kpi_month_end_metrics the row of the month's last day. The month of the as-of day is there as far as it has come."
with activity as (
    unpivot (
        select
            tenant_type,
            date_trunc('month', activity_date)::date as figure_month,
            sum(new_signings)::decimal(20, 6) as new_signings,
            sum(renewals)::decimal(20, 6) as renewals,
            sum(signings)::decimal(20, 6) as signings,
            sum(starts_without_signing_date)::decimal(20, 6) as starts_without_signing_date,
            sum(moveins)::decimal(20, 6) as moveins,
            sum(moveouts)::decimal(20, 6) as moveouts,
            sum(net_signings)::decimal(20, 6) as net_signings,
            sum(net_moveins)::decimal(20, 6) as net_moveins
        from gold.daily_activity_summary
        group by all
    )
    on * exclude (tenant_type, figure_month)
    into name metric value value
),

occupancy as (
    unpivot (
        select
            date_trunc('month', occupancy_date)::date as figure_month,
            sum(moveins)::decimal(20, 6) as moveins,
            sum(moveouts)::decimal(20, 6) as moveouts
        from gold.occupancy_daily
        where row_kind = 'fact'
        group by all
    )
    on * exclude (figure_month)
    into name metric value value
),

kpi as (
    select figure_month, metric, value
    from (
        select
            date_trunc('month', metric_date)::date as figure_month,
            rooms_at_start::decimal(20, 6) as rooms_at_start,
            rooms_at_end::decimal(20, 6) as rooms_at_end,
            physical_rooms::decimal(20, 6) as physical_rooms,
            occupancy_rate_at_start::decimal(20, 6) as occupancy_rate_at_start,
            rent_jpy::decimal(20, 6) as rent_jpy,
            revpar_jpy::decimal(20, 6) as revpar_jpy,
            recpar_cash_jpy::decimal(20, 6) as recpar_cash_jpy
        from gold.kpi_month_end_metrics
    )
    unpivot include nulls (
        value for metric in (
            rooms_at_start, rooms_at_end, physical_rooms, occupancy_rate_at_start, rent_jpy, revpar_jpy, recpar_cash_jpy
        )
    )
),

figures as (
    select 'daily_activity_summary' as gold_table, tenant_type, figure_month, metric, value from activity
    union all
    -- "all where the table has no split"
    select 'occupancy_daily', 'all', figure_month, metric, value from occupancy
    union all
    select 'kpi_month_end_metrics', 'all', figure_month, metric, value from kpi
)

select
    *,
    -- "Version of the rules in force, the highest of the code list rule_versions."
    (select max(v.version::int) from raw.rule_versions as v) as rule_version,
    getvariable('as_of') as as_of_date
from figures
