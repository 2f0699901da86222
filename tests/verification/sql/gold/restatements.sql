-- "A month is published when it is over: the first figure is the one of the earliest as-of date after its last day that
-- ops.published_figures has"
with first_publications as (
    select
        gold_table,
        metric,
        tenant_type,
        figure_month::date as figure_month,
        as_of_date::date as first_as_of_date,
        value::decimal(20, 6) as first_published_value,
        rule_version::int as first_rule_version
    from raw.published_figures
    where
        value is not null
        and as_of_date::date > last_day(figure_month::date)
        and as_of_date::date <= getvariable('as_of')
    qualify row_number() over (
        partition by gold_table, metric, tenant_type, figure_month order by as_of_date, publication_number::int
    ) = 1
),

-- "Published figures of past months that are another figure now."
restated as (
    select *
    from first_publications as p
    inner join gold.monthly_figures as f using (gold_table, metric, tenant_type, figure_month)
    where last_day(figure_month) < getvariable('as_of') and f.value is distinct from p.first_published_value
),

dated as (
    select m.*, r.created_at::date as entered_on, r.updated_at::date as changed_on
    from stay_movings as m
    inner join movings as r using (moving_id)
),

-- "The movings of a figure are those whose date lies in the month: the day of signing for signings, the start of the
-- term for starts_without_signing_date, the first day of the stay for arrivals, the day of leaving for departures (net
-- figures: both); for figures of the month's last day all who arrived by then and do not leave before it. The tenant
-- type is that of the moving."
movings_of_figures as (
    select r.*, m.moving_id, m.is_valid_contract, m.signing_kind, m.entered_on, m.changed_on
    from restated as r
    inner join dated as m on r.tenant_type = 'all' or r.tenant_type = m.tenant_type
    where
        (
            r.metric in ('new_signings', 'renewals', 'signings', 'net_signings')
            and date_trunc('month', m.contract_date) = r.figure_month
        )
        or (
            r.metric = 'starts_without_signing_date'
            and m.contract_date is null
            and date_trunc('month', m.contract_start_date) = r.figure_month
        )
        or (r.metric in ('moveins', 'net_moveins') and date_trunc('month', m.stay_move_in_date) = r.figure_month)
        or (
            r.metric in ('moveouts', 'net_moveins', 'net_signings')
            and date_trunc('month', m.moveout_date) = r.figure_month
        )
        or (
            r.gold_table = 'kpi_month_end_metrics'
            and r.metric <> 'physical_rooms'
            and m.move_in_date <= last_day(r.figure_month)
            and (m.moveout_date is null or m.moveout_date >= last_day(r.figure_month))
        )
),

counted as (
    select
        gold_table,
        metric,
        tenant_type,
        figure_month,
        -- "Cancelled movings of the figure that were changed on that day or later."
        count(*) filter (is_valid_contract = 0 and changed_on >= first_as_of_date) as cancellations,
        -- "Renewals (signing_kind renewal) among the movings of the figure that were entered on that day or later."
        count(*) filter (entered_on >= first_as_of_date and signing_kind = 'renewal') as renewals,
        -- "Valid movings of the figure that were entered on the first as-of date or later and are no renewals."
        count(*) filter (
            is_valid_contract = 1 and entered_on >= first_as_of_date and signing_kind is distinct from 'renewal'
        ) as late_entries,
        -- "Valid movings of the figure that were entered before that day and changed on it or later."
        count(*) filter (
            is_valid_contract = 1
            and changed_on >= first_as_of_date
            and coalesce(entered_on < first_as_of_date, true)
        ) as corrections
    from movings_of_figures
    group by all
),

completed as (
    select
        r.*,
        coalesce(c.late_entries, 0) as late_entries,
        coalesce(c.renewals, 0) as renewals,
        coalesce(c.cancellations, 0) as cancellations,
        coalesce(c.corrections, 0) as corrections
    from restated as r
    left join counted as c using (gold_table, metric, tenant_type, figure_month)
)

select
    *,
    value - first_published_value as difference,
    -- "another version of the rules is a changed rule, whatever else has changed; otherwise ... of several kinds the most
    -- frequent one (in case of a tie late entry before renewal, cancellation and correction)"; "computed again: no moving
    -- of the month has changed since"
    case
        when rule_version <> first_rule_version then 'changed rule'
        when greatest(late_entries, renewals, cancellations, corrections) = 0 then 'computed again'
        else ['late entry', 'renewal', 'cancellation', 'correction'][list_position(
            [late_entries, renewals, cancellations, corrections],
            greatest(late_entries, renewals, cancellations, corrections)
        )]
    end as reason,
    case
        when rule_version <> first_rule_version
            then (select v.sentence from raw.rule_versions as v where v.version::int = rule_version)
    end as new_rule
from completed
