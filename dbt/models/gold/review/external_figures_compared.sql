{{ config(primary_key=['entry_id']) }}

with

entries as (
    select * from {{ ref('external_figures') }}
),

figures as (
    select * from {{ ref('monthly_figures') }}
),

restatements as (
    select * from {{ ref('restatements') }}
),

definitions as (
    select * from {{ ref('metric_definitions') }}
),

-- 'all' is the sum over the tenant types, or the one figure of a table without a split.
compared as (
    select
        entries.entry_id,
        sum(figures.value) as our_value,
        sum(coalesce(restatements.first_published_value, figures.value)) as our_first_published_value
    from entries
    inner join figures
        on
            figures.gold_table = entries.gold_table
            and figures.metric = entries.metric
            and figures.figure_month = entries.figure_month
            and entries.tenant_type in (figures.tenant_type, 'all')
    left join restatements
        on
            {{ japanese('restatements.gold_table') }} = figures.gold_table
            and {{ japanese('restatements.metric') }} = figures.metric
            and {{ japanese('restatements.tenant_type') }} = figures.tenant_type
            and restatements.figure_month = figures.figure_month
    group by entries.entry_id
),

final as (
    select
        entries.entry_id,
        entries.source,
        entries.figure_month,
        entries.gold_table,
        entries.metric,
        entries.tenant_type,
        entries.value as their_value,
        compared.our_value,
        compared.our_value - entries.value as difference,
        compared.our_first_published_value,
        definitions.definition as our_definition,
        definitions.source_last_day as our_source_last_day,
        entries.entered_on,
        entries.note,
        {{ as_of_date() }} as as_of_date
    from entries
    left join compared on compared.entry_id = entries.entry_id
    left join definitions on definitions.gold_table = entries.gold_table and definitions.metric = entries.metric
)

select * from final
