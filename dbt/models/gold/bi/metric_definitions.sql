{{ config(primary_key=['gold_table', 'metric']) }}

{#- Generated from the descriptions beside the models: what the documentation says is what a dashboard shows. -#}
{% set rows = [] %}
{% if execute %}
    {% for node in graph.nodes.values() | selectattr('resource_type', 'equalto', 'model') | sort(attribute='name') %}
        {% for column in node.columns.values() if column.meta.get('metric') %}
            {% do rows.append((node, column, column.meta.metric)) %}
        {% endfor %}
    {% endfor %}
{% endif %}

with

coverage as (
    select * from {{ ref('source_coverage') }}
),

definitions as (
    {% for node, column, metric in rows %}
    select
        {{ text(column.name) }} as metric,
        {{ text(node.name) }} as gold_table,
        {{ text(metric.get('label', column.name)) }} as label,
        {{ text(column.description) }} as definition,
        {{ text(node.meta.get('grain', '')) }} as grain,
        {{ text(metric.get('source', node.meta.get('source', ''))) }} as source,
        {{ text(metric.get('filter', 'none')) }} as filter,
        {{ text(metric.get('unit', 'count')) }} as unit,
        date {{ text(metric.get('valid_from', var('min_valid_date')) | string) }} as valid_from,
        {{ text(metric.get('owner', node.meta.get('owner', ''))) }} as owner,
        {{ as_of_date() }} as as_of_date
    {% if not loop.last %}union all{% endif %}
    {% else %}
    select
        cast('' as char(64)) as metric, cast('' as char(64)) as gold_table, '' as label, '' as definition,
        '' as grain, '' as source, '' as filter, '' as unit, {{ as_of_date() }} as valid_from, '' as owner,
        {{ as_of_date() }} as as_of_date
    where false
    {% endfor %}
),

-- A metric is as fresh as the stalest source that feeds it.
final as (
    select
        definitions.*,
        (
            select min(coverage.last_day) from coverage
            where find_in_set(coverage.source_table, replace(definitions.source, ', ', ','))
        ) as source_last_day,
        (
            select min(coverage.is_live) from coverage
            where find_in_set(coverage.source_table, replace(definitions.source, ', ', ','))
        ) as is_source_live
    from definitions
)

select * from final
