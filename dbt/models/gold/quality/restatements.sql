{{ config(primary_key=['gold_table', 'metric', 'tenant_type', 'figure_month']) }}

with

-- The keys in the collation of the published figures, or no index would be used.
figures as (
    select
        {{ japanese('gold_table') }} as gold_table,
        {{ japanese('metric') }} as metric,
        {{ japanese('tenant_type') }} as tenant_type,
        figure_month,
        value,
        rule_version,
        as_of_date
    from {{ ref('monthly_figures') }}
    where last_day(figure_month) < {{ as_of_date() }}
),

published as (
    select * from {{ ref('stg_published_figures') }}
),

rule_versions as (
    select * from {{ ref('rule_versions') }}
),

movings as (
    select
        stay_movings.*,
        date(source_rows.created_at) as created_on,
        date(source_rows.updated_at) as updated_on
    from {{ ref('int_stay_movings') }} as stay_movings
    inner join {{ ref('stg_movings') }} as source_rows on source_rows.moving_id = stay_movings.moving_id
),

-- A month is published when it is over; what was shown of it before was a month to date. A few looks into the index for
-- each figure: the history is not read through.
first_days as (
    select
        figures.*,
        (
            select min(published.as_of_date) from published
            where
                published.gold_table = figures.gold_table
                and published.metric = figures.metric
                and published.tenant_type = figures.tenant_type
                and published.figure_month = figures.figure_month
                and published.as_of_date between date_add(last_day(figures.figure_month), interval 1 day)
                    and figures.as_of_date
                and published.value is not null
        ) as first_as_of_date
    from figures
),

first_numbers as (
    select
        first_days.*,
        (
            select min(published.publication_number) from published
            where
                published.gold_table = first_days.gold_table
                and published.metric = first_days.metric
                and published.tenant_type = first_days.tenant_type
                and published.figure_month = first_days.figure_month
                and published.as_of_date = first_days.first_as_of_date
                and published.value is not null
        ) as first_number
    from first_days
    where first_as_of_date is not null
),

restated as (
    select
        first_numbers.*,
        published.value as first_published_value,
        published.rule_version as first_rule_version
    from first_numbers
    inner join published
        on
            published.gold_table = first_numbers.gold_table
            and published.metric = first_numbers.metric
            and published.tenant_type = first_numbers.tenant_type
            and published.figure_month = first_numbers.figure_month
            and published.as_of_date = first_numbers.first_as_of_date
            and published.publication_number = first_numbers.first_number
    where first_numbers.value is null or published.value <> first_numbers.value
),

-- Which date of a moving puts it into a figure. The figures of a month's last day are about all who lived there then.
events_of_metrics as (
    select
        'new_signings' as metric,
        'signing' as event
    union all
    select
        'renewals',
        'signing'
    union all
    select
        'signings',
        'signing'
    union all
    select
        'net_signings',
        'signing'
    union all
    select
        'net_signings',
        'moveout'
    union all
    select
        'starts_without_signing_date',
        'start'
    union all
    select
        'moveins',
        'movein'
    union all
    select
        'moveouts',
        'moveout'
    union all
    select
        'net_moveins',
        'movein'
    union all
    select
        'net_moveins',
        'moveout'
    union all
    select
        'rooms_at_start',
        'stay'
    union all
    select
        'rooms_at_end',
        'stay'
    union all
    select
        'occupancy_rate_at_start',
        'stay'
    union all
    select
        'rent_jpy',
        'stay'
    union all
    select
        'revpar_jpy',
        'stay'
    union all
    select
        'recpar_cash_jpy',
        'stay'
),

changed_since as (
    select * from movings
    where
        updated_on >= (select min(first_as_of_date) from restated)
        or created_on >= (select min(first_as_of_date) from restated)
),

months_of_stays as (
    select distinct restated.figure_month
    from restated
    inner join events_of_metrics on events_of_metrics.metric = restated.metric
    where events_of_metrics.event = 'stay'
),

events as (
    select
        changed_since.*,
        'signing' as event,
        {{ first_of_month('contract_date') }} as event_month
    from changed_since
    where contract_date is not null
    union all
    select
        changed_since.*,
        'start',
        {{ first_of_month('contract_start_date') }}
    from changed_since
    where contract_start_date is not null and contract_date is null
    union all
    select
        changed_since.*,
        'movein',
        {{ first_of_month('stay_move_in_date') }}
    from changed_since
    where stay_move_in_date is not null
    union all
    select
        changed_since.*,
        'moveout',
        {{ first_of_month('moveout_date') }}
    from changed_since
    where moveout_date is not null
    union all
    select
        changed_since.*,
        'stay',
        months_of_stays.figure_month
    from changed_since
    inner join months_of_stays
        on
            changed_since.move_in_date <= last_day(months_of_stays.figure_month)
            and coalesce(changed_since.moveout_date, date '9999-12-31') >= last_day(months_of_stays.figure_month)
),

-- What happened to the movings of a restated figure since it was first published.
changes as (
    select distinct
        restated.gold_table,
        restated.metric,
        restated.tenant_type,
        restated.figure_month,
        events.moving_id,
        case
            when events.is_valid_contract = 0
                then if(events.updated_on >= restated.first_as_of_date, 'cancellation', null)
            when events.created_on >= restated.first_as_of_date
                then if(events.signing_kind = 'renewal', 'renewal', 'late entry')
            when events.updated_on >= restated.first_as_of_date then 'correction'
        end as kind
    from restated
    inner join events_of_metrics on events_of_metrics.metric = restated.metric
    inner join events
        on
            events.event = events_of_metrics.event
            and events.event_month = restated.figure_month
            and restated.tenant_type in (events.tenant_type, 'all')
),

counted as (
    select
        gold_table,
        metric,
        tenant_type,
        figure_month,
        sum(kind = 'late entry') as late_entries,
        sum(kind = 'renewal') as renewals,
        sum(kind = 'cancellation') as cancellations,
        sum(kind = 'correction') as corrections
    from changes
    group by gold_table, metric, tenant_type, figure_month
),

joined as (
    select
        restated.*,
        cast(coalesce(counted.late_entries, 0) as signed) as late_entries,
        cast(coalesce(counted.renewals, 0) as signed) as renewals,
        cast(coalesce(counted.cancellations, 0) as signed) as cancellations,
        cast(coalesce(counted.corrections, 0) as signed) as corrections
    from restated
    left join counted
        on
            counted.gold_table = restated.gold_table
            and counted.metric = restated.metric
            and counted.tenant_type = restated.tenant_type
            and counted.figure_month = restated.figure_month
),

final as (
    select
        joined.gold_table,
        joined.metric,
        joined.tenant_type,
        joined.figure_month,
        joined.first_as_of_date,
        joined.first_published_value,
        joined.first_rule_version,
        joined.value,
        joined.rule_version,
        joined.value - joined.first_published_value as difference,
        case
            when joined.rule_version <> joined.first_rule_version then 'changed rule'
            when joined.late_entries + joined.renewals + joined.cancellations + joined.corrections = 0
                then 'computed again'
            when joined.late_entries >= greatest(joined.renewals, joined.cancellations, joined.corrections)
                then 'late entry'
            when joined.renewals >= greatest(joined.cancellations, joined.corrections) then 'renewal'
            when joined.cancellations >= joined.corrections then 'cancellation'
            else 'correction'
        end as reason,
        joined.late_entries,
        joined.renewals,
        joined.cancellations,
        joined.corrections,
        if(joined.rule_version <> joined.first_rule_version, rule_versions.sentence, null) as new_rule,
        {{ as_of_date() }} as as_of_date
    from joined
    left join rule_versions on rule_versions.version = joined.rule_version
)

select * from final
