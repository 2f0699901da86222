{#- The definition of a monthly figure: that of its column. The KPI of a month's last day that are no figures of their own
    are those of the day, where they are defined. -#}
{% macro own_or_daily_definition(definitions, figures) -%}
    {{ definitions }}.metric = {{ figures }}.metric and (
        {{ definitions }}.gold_table = {{ figures }}.gold_table
        or (
            {{ figures }}.gold_table = 'kpi_month_end_metrics'
            and {{ definitions }}.gold_table in ('occupancy_daily', 'bi_occupancy')
        )
    )
{%- endmacro %}
