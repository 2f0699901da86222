{{ config(primary_key=['month_start', 'tenant_type']) }}

with

activity as (
    select * from {{ ref('daily_activity_summary') }}
),

notices as (
    select * from {{ ref('moveout_notices_monthly') }}
),

month_ends as (
    select * from {{ ref('kpi_month_end_metrics') }}
),

occupancy as (
    select * from {{ ref('occupancy_tenant_type_daily') }}
),

activity_by_month as (
    select
        date_sub(activity_date, interval dayofmonth(activity_date) - 1 day) as month_start,
        tenant_type,
        sum(new_signings) as new_signings,
        sum(renewals) as renewals,
        sum(signings) as signings,
        sum(starts_without_signing_date) as starts_without_signing_date,
        sum(moveins) as moveins,
        sum(moveouts) as moveouts
    from activity
    group by month_start, tenant_type
),

-- Months are counted by type and once more for the whole portfolio: a rate of the whole is no sum of rates.
activity_months as (
    select * from activity_by_month
    union all
    select
        month_start,
        'all',
        sum(new_signings),
        sum(renewals),
        sum(signings),
        sum(starts_without_signing_date),
        sum(moveins),
        sum(moveouts)
    from activity_by_month
    group by month_start
),

notice_months as (
    select
        notice_month,
        tenant_type,
        notices,
        notices - listed_notices as older_notices
    from notices
    union all
    select
        notice_month,
        'all',
        sum(notices),
        sum(notices) - sum(listed_notices)
    from notices
    group by notice_month
),

stock as (
    select
        metric_month,
        'all' as tenant_type,
        metric_date,
        rooms_at_start,
        rooms_at_end,
        physical_rooms,
        occupancy_rate_at_start,
        rent_jpy,
        revpar_jpy,
        recpar_cash_jpy
    from month_ends
    union all
    select
        month_ends.metric_month,
        occupancy.tenant_type,
        month_ends.metric_date,
        occupancy.rooms_at_start,
        occupancy.rooms_at_end,
        month_ends.physical_rooms,
        {{ ratio('occupancy.rooms_at_start', 'month_ends.physical_rooms', 'decimal(7, 6)') }},
        {{ ratio('occupancy.rent_at_start', 'occupancy.rooms_with_rent_at_start', 'decimal(12, 2)') }},
        {{ ratio(
            'occupancy.rent_at_start * occupancy.rooms_at_start',
            'occupancy.rooms_with_rent_at_start * month_ends.physical_rooms',
            'decimal(12, 2)'
        ) }},
        {{ ratio(
            'occupancy.rent_at_start * occupancy.rooms_at_start * ' ~ var('cash_realisation'),
            'occupancy.rooms_with_rent_at_start * month_ends.physical_rooms',
            'decimal(12, 2)'
        ) }}
    from month_ends
    inner join occupancy on occupancy.occupancy_date = month_ends.metric_date
),

months as (
    select
        activity_months.month_start,
        activity_months.tenant_type,
        case when activity_months.tenant_type = 'all' then 1 else 0 end as is_portfolio,
        {{ is_in_as_of_month('activity_months.month_start') }} as is_as_of_month,
        case when last_day(activity_months.month_start) <= {{ as_of_date() }} then 1 else 0 end as is_complete_month,
        cast(activity_months.new_signings as signed) as new_signings,
        cast(activity_months.renewals as signed) as renewals,
        cast(activity_months.signings as signed) as signings,
        cast(activity_months.starts_without_signing_date as signed) as starts_without_signing_date,
        cast(activity_months.moveins as signed) as moveins,
        cast(activity_months.moveouts as signed) as moveouts,
        cast(activity_months.moveins - activity_months.moveouts as signed) as net_moveins,
        cast(coalesce(notice_months.notices, 0) as signed) as notices,
        cast(coalesce(notice_months.older_notices, 0) as signed) as older_notices,
        stock.metric_date,
        stock.rooms_at_start,
        stock.rooms_at_end,
        stock.physical_rooms,
        stock.occupancy_rate_at_start,
        stock.rent_jpy,
        stock.revpar_jpy,
        stock.recpar_cash_jpy
    from activity_months
    left join notice_months
        on
            notice_months.notice_month = activity_months.month_start
            and notice_months.tenant_type = activity_months.tenant_type
    left join stock
        on
            stock.metric_month = date_format(activity_months.month_start, '%Y-%m')
            and stock.tenant_type = activity_months.tenant_type
),

compared as (
    select
        months.*,
        lag(new_signings) over by_month as new_signings_before,
        lag(moveins) over by_month as moveins_before,
        lag(moveouts) over by_month as moveouts_before,
        lag(rooms_at_start) over by_month as rooms_at_start_before,
        lag(rent_jpy) over by_month as rent_jpy_before
    from months
    window by_month as (partition by tenant_type order by month_start)
),

final as (
    select
        month_start,
        tenant_type,
        is_portfolio,
        is_as_of_month,
        is_complete_month,
        new_signings,
        renewals,
        signings,
        starts_without_signing_date,
        moveins,
        moveouts,
        net_moveins,
        notices,
        older_notices,
        metric_date,
        rooms_at_start,
        rooms_at_end,
        physical_rooms,
        occupancy_rate_at_start,
        rent_jpy,
        revpar_jpy,
        recpar_cash_jpy,
        -- A part of a month is compared with nothing.
        if(is_complete_month = 1, {{ growth('new_signings', 'new_signings_before') }}, null) as new_signings_growth,
        if(is_complete_month = 1, {{ growth('moveins', 'moveins_before') }}, null) as moveins_growth,
        if(is_complete_month = 1, {{ growth('moveouts', 'moveouts_before') }}, null) as moveouts_growth,
        if(is_complete_month = 1, {{ growth('rooms_at_start', 'rooms_at_start_before') }}, null)
            as rooms_at_start_growth,
        if(is_complete_month = 1, {{ growth('rent_jpy', 'rent_jpy_before') }}, null) as rent_growth,
        {{ as_of_date() }} as as_of_date
    from compared
)

select * from final
