{{ config(primary_key=['gold_table', 'metric', 'tenant_type', 'figure_month']) }}

with

figures as (
    select * from {{ ref('monthly_figures') }}
),

restatements as (
    select * from {{ ref('restatements') }}
),

definitions as (
    select * from {{ ref('metric_definitions') }}
),

final as (
    select
        figures.gold_table,
        figures.metric,
        coalesce(definitions.label, figures.metric) as figure_label,
        figures.tenant_type,
        figures.figure_month,
        case when restatements.metric is null then 0 else 1 end as is_restated,
        restatements.first_as_of_date,
        restatements.first_published_value,
        figures.value as value_now,
        restatements.difference as value_difference,
        restatements.reason as restatement_reason,
        restatements.new_rule,
        figures.as_of_date
    from figures
    left join restatements
        on
            {{ japanese('restatements.gold_table') }} = {{ japanese('figures.gold_table') }}
            and {{ japanese('restatements.metric') }} = {{ japanese('figures.metric') }}
            and {{ japanese('restatements.tenant_type') }} = {{ japanese('figures.tenant_type') }}
            and restatements.figure_month = figures.figure_month
    left join definitions on {{ own_or_daily_definition('definitions', 'figures') }}
)

select * from final
