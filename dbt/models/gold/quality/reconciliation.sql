{{ config(primary_key=['identity']) }}

with

movings as (
    select count(*) as n from {{ ref('stg_movings') }}
),

contracts as (
    select count(*) as n from {{ ref('int_contracts') }}
),

superseded as (
    select count(*) as n from {{ ref('excluded_movings') }}
),

new_contracts as (
    select count(*) as n from {{ ref('new_contracts') }}
),

moveouts as (
    select count(*) as n from {{ ref('moveouts') }}
),

notices as (
    select count(*) as n from {{ ref('moveout_notices') }}
),

excluded as (
    select
        left_out_of,
        exclusion_reason,
        count(*) as n
    from {{ ref('excluded_contracts') }}
    group by left_out_of, exclusion_reason
),

activity as (
    select
        sum(signings) as signings,
        sum(moveins) as moveins,
        sum(moveouts) as moveouts
    from {{ ref('daily_activity_summary') }}
),

events as (
    select
        coalesce(sum(event_type = 'movein'), 0) as moveins,
        coalesce(sum(event_type = 'moveout'), 0) as moveouts
    from {{ ref('move_events') }}
),

signings as (
    select count(*) as n from {{ ref('signings') }}
),

-- Stays whose tenant, building or room the dump lacks count in the activity and are in no list.
unlisted as (
    select
        coalesce(sum(
            stay_movings.is_valid_contract = 1
            and stay_movings.stay_move_in_date between {{ min_valid_date() }} and {{ as_of_date() }}
        ), 0) as moveins,
        coalesce(sum(
            stay_movings.is_completed_moveout = 1
            and stay_movings.moveout_date between {{ min_valid_date() }} and {{ as_of_date() }}
        ), 0) as moveouts
    from {{ ref('int_stay_movings') }} as stay_movings
    left join {{ ref('int_contracts') }} as listed on listed.contract_id = stay_movings.moving_id
    where
        stay_movings.moving_id = stay_movings.contract_id
        and listed.contract_id is null
        and not coalesce(
            stay_movings.is_completed_moveout = 1 and stay_movings.moveout_date < stay_movings.stay_move_in_date, 0
        )
),

analysis as (
    select count(*) as n from {{ ref('moveout_analysis') }}
),

summary as (
    select coalesce(sum(moveout_count), 0) as n from {{ ref('moveout_summary') }}
),

notices_monthly as (
    select coalesce(sum(notices), 0) as n from {{ ref('moveout_notices_monthly') }}
),

-- An aggregate has a row even where the day is missing: the identity then fails instead of vanishing.
portfolio as (
    select
        max(occupancy_date) as occupancy_date,
        max(rooms_at_end) as rooms_at_end
    from {{ ref('occupancy_daily') }}
    where
        row_kind = 'fact'
        and occupancy_date = (
            select max(occupancy_date) from {{ ref('occupancy_daily') }} where row_kind = 'fact'
        )
),

-- The end of the last day with a snapshot, and what was entered, left, appeared and vanished, must give the day's end.
closing_days as (
    select
        count(*) as days,
        coalesce(sum(
            previous.rooms_at_end + days.appeared_overnight - days.vanished_overnight + days.moveins - days.moveouts
            = days.rooms_at_end
        ), 0) as days_that_close
    from {{ ref('occupancy_daily') }} as days
    left join {{ ref('occupancy_daily') }} as previous on previous.occupancy_date = days.previous_fact_date
    where days.row_kind = 'fact' and days.previous_fact_date is not null
),

-- The months follow each other without a hole, from the opening of the first to the close of the last.
closing_months as (
    select
        coalesce(sum(moveins - moveouts + appeared_overnight - vanished_overnight), 0)
        + coalesce(max(if(first_month = occupancy_month, opening_rooms, null)), 0) as n
    from (
        select
            months.*,
            min(if(fact_days > 0, occupancy_month, null)) over () as first_month
        from {{ ref('occupancy_monthly') }} as months
    ) as numbered
),

properties as (
    select coalesce(sum(rooms_at_end), 0) as n
    from {{ ref('occupancy_property_daily') }}
    where occupancy_date = (select occupancy_date from portfolio)
),

kpi as (
    select max(rooms_at_end) as n
    from {{ ref('kpi_month_end_metrics') }}
    where metric_date = (select occupancy_date from portfolio)
),

snapshots as (
    select * from {{ ref('stg_tenant_snapshots') }}
),

snapshot_days as (
    {{ snapshot_days('snapshots', as_of_date()) }}
),

present as (
    select count(*) as n
    from snapshots
    where snapshot_date = (select max(snapshot_date) from snapshot_days)
),

present_tenants as (
    select
        count(*) as n,
        coalesce(sum(snapshots.tenant_id in (
            select room_days.end_tenant_id
            from {{ ref('room_occupancy_daily') }} as room_days
            where room_days.occupancy_date = (select max(snapshot_date) from snapshot_days)
                and room_days.end_tenant_id is not null
        )), 0) as with_a_room
    from snapshots
    inner join {{ ref('code_tenant_status') }} as statuses on statuses.code = snapshots.status_code
    where
        statuses.is_physically_present = 1
        and snapshots.snapshot_date = (select max(snapshot_date) from snapshot_days)
),

current_spells as (
    select coalesce(sum(is_current), 0) as n from {{ ref('tenant_status_transitions') }}
),

identities as (
    select
        'movings = contracts + excluded movings' as identity,
        movings.n as left_value,
        contracts.n + superseded.n as right_value
    from movings cross join contracts cross join superseded
    union all
    select
        'contracts = new contracts + excluded',
        contracts.n,
        new_contracts.n + (select coalesce(sum(n), 0) from excluded where left_out_of = 'new_contracts')
    from contracts cross join new_contracts
    union all
    select
        'contracts = moveouts + excluded',
        contracts.n,
        moveouts.n + (select coalesce(sum(n), 0) from excluded where left_out_of = 'moveouts')
    from contracts cross join moveouts
    union all
    select
        'contracts = moveout notices + excluded',
        contracts.n,
        notices.n + (select coalesce(sum(n), 0) from excluded where left_out_of = 'moveout_notices')
    from contracts cross join notices
    union all
    select
        'contracts = move-ins + excluded',
        contracts.n,
        events.moveins + (select coalesce(sum(n), 0) from excluded where left_out_of = 'moveins')
    from contracts cross join events
    union all
    select
        'signings of all days = signing events',
        activity.signings,
        signings.n
    from activity cross join signings
    union all
    select
        'moveouts of all days = listed + left out for rent or coordinates + no property',
        activity.moveouts,
        moveouts.n + unlisted.moveouts + (
            select coalesce(sum(n), 0) from excluded
            where left_out_of = 'moveouts' and exclusion_reason in ('rent_not_positive', 'no_coordinates')
        )
    from activity cross join moveouts cross join unlisted
    union all
    select
        'moveins of all days = move events + no property',
        activity.moveins,
        events.moveins + unlisted.moveins
    from activity cross join events cross join unlisted
    union all
    select
        'moveouts of all days = move events + no property',
        activity.moveouts,
        events.moveouts + unlisted.moveouts
    from activity cross join events cross join unlisted
    union all
    select
        'moveout analysis = moveouts',
        analysis.n,
        moveouts.n
    from analysis cross join moveouts
    union all
    select
        'moveout summary = moveouts',
        summary.n,
        moveouts.n
    from summary cross join moveouts
    union all
    select
        'notices of all months = listed + older',
        notices_monthly.n,
        notices.n + (select coalesce(sum(n), 0) from excluded where exclusion_reason = 'older_than_window')
    from notices_monthly cross join notices
    union all
    select
        'rooms occupied = rooms occupied by property',
        portfolio.rooms_at_end,
        properties.n
    from portfolio cross join properties
    union all
    select
        'rooms occupied = first month + in - out + appeared - vanished',
        portfolio.rooms_at_end,
        closing_months.n
    from portfolio cross join closing_months
    union all
    select
        'days = days that close: day before + in - out + appeared - vanished',
        closing_days.days,
        closing_days.days_that_close
    from closing_days
    union all
    select
        'tenants present = with a room + sharing one + without a room',
        present_tenants.n,
        present_tenants.with_a_room + (select count(*) from {{ ref('residents_without_room') }})
    from present_tenants
    union all
    select
        'rooms occupied = rooms in the KPI of the as-of day',
        portfolio.rooms_at_end,
        kpi.n
    from portfolio cross join kpi
    union all
    select
        'tenants of the last snapshot = current status spells',
        present.n,
        current_spells.n
    from present cross join current_spells
),

final as (
    select
        cast(identity as char(100)) as identity,
        cast(left_value as signed) as left_value,
        cast(right_value as signed) as right_value,
        cast(left_value - right_value as signed) as difference,
        {{ as_of_date() }} as as_of_date
    from identities
)

select * from final
