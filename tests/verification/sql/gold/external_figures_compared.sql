-- "Ours is the sum of monthly_figures over the tenant types if all is entered."
with ours as (
    select
        e.entry_id,
        sum(f.value) as our_value,
        -- "as it was first published after the end of the month (restatements), else our_value"
        sum(coalesce(r.first_published_value, f.value)) as our_first_published_value
    from raw.external_figures as e
    inner join gold.monthly_figures as f
        on
            f.gold_table = e.gold_table
            and f.metric = e.metric
            and f.figure_month = e.figure_month::date
            and (e.tenant_type = 'all' or e.tenant_type = f.tenant_type)
    left join gold.restatements as r
        on
            r.gold_table = f.gold_table
            and r.metric = f.metric
            and r.tenant_type = f.tenant_type
            and r.figure_month = f.figure_month
    group by e.entry_id
)

select
    e.entry_id::int as entry_id,
    e.source,
    e.figure_month::date as figure_month,
    e.gold_table,
    e.metric,
    e.tenant_type,
    e.value::decimal(20, 6) as their_value,
    o.our_value,
    o.our_value - e.value::decimal(20, 6) as difference,
    o.our_first_published_value,
    d.definition as our_definition,
    d.source_last_day as our_source_last_day,
    e.entered_on::date as entered_on,
    e.note,
    getvariable('as_of') as as_of_date
from raw.external_figures as e
left join ours as o using (entry_id)
left join gold.metric_definitions as d on d.gold_table = e.gold_table and d.metric = e.metric
