{#- The bounds of a run of tenant_status_history. Periods that end before the reopened day stay as they are. -#}

{#- First snapshot day whose rows are read: everything at a full refresh, else the first day that changed. -#}
{% macro history_first_day() %}
    {% if not is_incremental() %}
        {{ return('1900-01-01') }}
    {% else %}
        {% set days = (stale_days() + obsolete_days()) | sort %}
        {% if days %}
            {{ return(days[0]) }}
        {% else %}
            {% set tomorrow = run_query('select date_add(' ~ as_of_date() ~ ', interval 1 day)') %}
            {{ return(tomorrow.rows[0][0] | string) }}
        {% endif %}
    {% endif %}
{% endmacro %}

{#- Last snapshot day before that: a period that was still seen then may go on, and is built again. -#}
{% macro history_reopened_day() %}
    {% if not is_incremental() %}
        {{ return('1900-01-01') }}
    {% else %}
        {#- Not max(): through a view MySQL reads every row for it. -#}
        {% set first_day = history_first_day() %}
        {% set found = run_query(
            'select snapshot_date from ' ~ ref('stg_tenant_snapshots')
            ~ " where snapshot_date < date '" ~ first_day ~ "' order by snapshot_date desc limit 1"
        ) %}
        {{ return((found.rows[0][0] if found | length else first_day) | string) }}
    {% endif %}
{% endmacro %}

{% macro reopened_periods_condition(part, days) -%}
    {{ reopened_condition(history_reopened_day()) }}
{%- endmacro %}

{% macro reopened_condition(reopened_day) -%}
    last_seen_date >= date '{{ reopened_day }}'
{%- endmacro %}

{#- Where the periods before the days that are read are found: the table, or the draft of a full build. -#}
{% macro periods_so_far() -%}
    {%- if is_incremental() -%}{{ this }}{%- else -%}`{{ this.schema }}`.`{{ this.name }}__dbt_tmp`{%- endif -%}
{%- endmacro %}
