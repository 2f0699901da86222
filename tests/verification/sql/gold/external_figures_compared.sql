-- "Ours is the sum of monthly_figures over the tenant types if tenant_type is all."
with ours as (
    select
        f.gold_table,
        f.metric,
        f.figure_month,
        t.tenant_type,
        any_value(f.figure_label) as label,
        sum(f.value_now) as value,
        -- "as it was first published after the end of the month (restatements), else our_value"
        sum(coalesce(f.first_published_value, f.value_now)) as first_value,
        -- "of a sum the reasons of its parts; NULL if it was not restated"
        string_agg(distinct f.restatement_reason, ', ' order by f.restatement_reason) as reason
    from gold.bi_monthly_figures as f
    inner join (values ('individual'), ('corporate'), ('unknown'), ('all')) as t(tenant_type)
        on t.tenant_type = f.tenant_type or t.tenant_type = 'all'
    group by f.gold_table, f.metric, f.figure_month, t.tenant_type
),

entries as (
    select
        e.* replace (
            entry_id::int as entry_id,
            figure_month::date as figure_month,
            value::decimal(20, 6) as value,
            entered_on::date as entered_on
        )
    from raw.external_figures as e
),

-- "Every figure of monthly_figures of the 13 complete months before the as-of day stands ready, by tenant type and in sum";
-- "an entry takes its place, and several for one figure have a row each. Entries of other months have a row, too."
to_compare as (
    select * rename (value as theirs) from entries
    union all by name
    select 0 as entry_id, o.gold_table, o.metric, o.figure_month, o.tenant_type
    from ours as o
    anti join entries as e using (gold_table, metric, figure_month, tenant_type)
    where
        o.figure_month < date_trunc('month', getvariable('as_of'))
        and o.figure_month >= date_trunc('month', getvariable('as_of')) - interval 13 month
),

defined as (
    select
        f.gold_table,
        f.metric,
        any_value(d.label) as label,
        any_value(d.definition) as definition,
        any_value(c.source_last_day) as source_last_day
    from (select distinct gold_table, metric from to_compare) as f
    inner join raw.described_metrics as d
        on
            d.metric = f.metric
            -- "of KPI that are figures of the day that of the day (occupancy_daily, bi_occupancy)"
            and (
                d.gold_table = f.gold_table
                or (f.gold_table = 'kpi_month_end_metrics' and d.gold_table in ('occupancy_daily', 'bi_occupancy'))
            )
    inner join gold.metric_definitions as c on c.gold_table = d.gold_table and c.metric = d.metric
    group by f.gold_table, f.metric
),

compared as (
    select
        c.*,
        o.value as ours,
        o.first_value,
        o.reason,
        o.metric is not null as is_known,
        coalesce(o.label, d.label, c.metric) as label,
        d.definition,
        d.source_last_day,
        o.value - c.theirs as difference,
        -- "ours, rounded to as many decimals as theirs has, is theirs"
        case
            when c.theirs = round(c.theirs, 0) then 0.5
            when c.theirs = round(c.theirs, 1) then 0.05
            when c.theirs = round(c.theirs, 2) then 0.005
            when c.theirs = round(c.theirs, 3) then 0.0005
            when c.theirs = round(c.theirs, 4) then 0.00005
            when c.theirs = round(c.theirs, 5) then 0.000005
            else 0.0000005
        end::decimal(20, 7) as half
    from to_compare as c
    left join ours as o using (gold_table, metric, figure_month, tenant_type)
    left join defined as d using (gold_table, metric)
),

judged as (
    select
        *,
        case
            when theirs is null then 'not entered'
            when ours is null then 'no figure of ours'
            when abs(difference) <= half then 'equal'
            else 'differs'
        end as comparison
    from compared
),

steps as (
    select date_trunc('month', bridge_date)::date as figure_month, step_number, step, is_total, amount
    from gold.tenants_to_rooms_bridge
    where bridge_date = last_day(bridge_date)
),

-- "one of its steps that are no totals and not 0, or several that follow one another"
followers as (
    select
        a.figure_month,
        a.step_number as first_step,
        z.step_number as last_step,
        sum(m.amount) as amount,
        count(*) as number,
        string_agg(format('{} ({})', m.step, m.amount), '; ' order by m.step_number) as steps
    from steps as a, steps as z, steps as m
    where
        a.is_total = 0 and z.is_total = 0 and m.is_total = 0
        and a.amount <> 0 and z.amount <> 0 and m.amount <> 0
        and z.figure_month = a.figure_month and m.figure_month = a.figure_month
        and m.step_number between a.step_number and z.step_number
    group by all
),

explained as (
    -- "Our figure as first published, with the reason of its restatement."
    select
        j.entry_id, 1 as kind, 0 as place, '' as name,
        format('What we published first; restated since: {}.', j.reason) as explanation
    from judged as j
    where j.comparison = 'differs' and abs(j.first_value - j.theirs) <= j.half
    union all
    -- "For rooms_at_end step 1 or 4 of the bridge on the last day of the month, a count of tenants"
    select
        j.entry_id, 2, s.step_number, '',
        format('Step {} of the bridge of the month''s last day: {}.', s.step_number, s.step)
    from judged as j
    inner join steps as s using (figure_month)
    where
        j.comparison = 'differs' and j.metric = 'rooms_at_end'
        and s.step_number in (1, 4) and abs(s.amount - j.theirs) <= j.half
    union all
    -- "then our_value without one of its steps, or without several, the fewest and then the first"
    select
        j.entry_id, 3, 10 * f.number + f.first_step, '',
        'Without '
        || case when f.number = 1 then 'step ' || f.first_step else format('steps {} to {}', f.first_step, f.last_step) end
        || ' of the bridge of the month''s last day: ' || f.steps || '.'
    from judged as j
    inner join followers as f using (figure_month)
    where j.comparison = 'differs' and j.metric = 'rooms_at_end' and abs(j.ours - f.amount - j.theirs) <= j.half
    union all
    -- "Another figure of ours above 0 of that month and tenant type, or the same of another tenant type."
    select
        j.entry_id, 4, 0, concat_ws(' ', o.gold_table, o.metric, o.tenant_type),
        'Our figure ' || o.label || case when o.tenant_type = 'all' then '' else ', ' || o.tenant_type end || '.'
    from judged as j
    inner join ours as o using (figure_month)
    where
        j.comparison = 'differs'
        and o.value > 0
        and (o.gold_table = j.gold_table and o.metric = j.metric) <> (o.tenant_type = j.tenant_type)
        and abs(o.value - j.theirs) <= j.half
    union all
    -- "Our_value plus or minus such another figure of the same tenant type if both are movements"
    select
        j.entry_id, 5, 0, concat_ws(' ', o.gold_table, o.metric, o.tenant_type),
        case when j.theirs > j.ours then 'Ours plus ' else 'Ours minus ' end || o.label
        || case when o.tenant_type = 'all' then '' else ', ' || o.tenant_type end || '.'
    from judged as j
    inner join ours as o using (figure_month, tenant_type)
    where
        j.comparison = 'differs'
        and o.value > 0
        and (o.gold_table, o.metric) <> (j.gold_table, j.metric)
        and 'kpi_month_end_metrics' not in (o.gold_table, j.gold_table)
        and abs(abs(j.difference) - o.value) <= j.half
)

select
    j.entry_id,
    j.comparison,
    j.figure_month,
    j.gold_table,
    j.metric,
    j.label as compared_figure,
    j.tenant_type,
    j.source as their_source,
    j.theirs as their_value,
    j.ours as our_value,
    j.difference,
    case
        when j.comparison = 'differs'
            then coalesce(
                (select arg_min(e.explanation, (e.kind, e.place, e.name)) from explained as e where e.entry_id = j.entry_id),
                'No line of the bridge and no other figure of ours fits.'
            )
        -- "whether the month's last day has no snapshot or there is no such figure at all"
        when j.comparison = 'no figure of ours' and j.is_known then 'The last day of the month has no snapshot.'
        when j.comparison = 'no figure of ours' then 'We have no such figure of the month.'
    end as explanation,
    j.first_value as our_first_published_value,
    j.reason as our_restatement_reason,
    j.definition as our_definition,
    j.source_last_day as our_source_last_day,
    j.entered_on,
    j.note,
    getvariable('as_of') as as_of_date
from judged as j
