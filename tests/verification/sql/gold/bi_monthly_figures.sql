-- "The figures of monthly_figures, each with what was published first if that was another figure (restatements)."
select
    f.gold_table,
    f.metric,
    -- "Name of the figure on the dashboards, of KPI that are figures of the day that of the day"
    coalesce(d.label, of_day.label, f.metric) as figure_label,
    f.tenant_type,
    f.figure_month,
    (r.metric is not null)::int as is_restated,
    r.first_as_of_date,
    r.first_published_value,
    f.value as value_now,
    r.difference as value_difference,
    r.reason as restatement_reason,
    r.new_rule,
    getvariable('as_of') as as_of_date
from gold.monthly_figures as f
left join gold.restatements as r using (gold_table, metric, tenant_type, figure_month)
left join raw.described_metrics as d using (gold_table, metric)
left join raw.described_metrics as of_day
    on
        f.gold_table = 'kpi_month_end_metrics'
        and of_day.gold_table in ('occupancy_daily', 'bi_occupancy')
        and of_day.metric = f.metric
