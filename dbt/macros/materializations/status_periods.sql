{#- The rows that a run of tenant_status_history replaces: periods that end before the reopened day stay as they are. -#}
{% macro reopened_periods_condition(part, days) -%}
    last_seen_date >= {{ reopened_day() }}
{%- endmacro %}

{#- Where the periods before the days that are read are found: the table, or the draft of a full build. -#}
{% macro periods_so_far() -%}
    {%- if replaces_days() -%}{{ this }}{%- else -%}`{{ this.schema }}`.`{{ this.name }}__dbt_tmp`{%- endif -%}
{%- endmacro %}
