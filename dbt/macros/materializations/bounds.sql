{#- The bounds of what a replaced_days model reads, as session variables of MySQL: the materialization sets them before
    each statement, and the model's SQL is the same for one day, for a batch and for all days.

      @first_day      first day that is built
      @last_day       last day that is built
      @reopened_day   last day before the first one: what was still open then may go on (tenant_status_history)

    To run compiled SQL by hand: set @first_day = '2026-02-10', @last_day = '2026-02-10', @reopened_day = '2026-02-09'. -#}
{% macro set_bounds(first_day, last_day, reopened_day) %}
    {% do run_query(
        "set @first_day = '" ~ first_day ~ "', @last_day = '" ~ last_day ~ "', @reopened_day = '" ~ reopened_day ~ "'"
    ) %}
{% endmacro %}

{#- A run that replaces days reads from the first day that changed; from the day after the as-of day if none did. -#}
{% macro set_bounds_of_changes(changed_days) %}
    {% set first_day = (changed_days | sort | first) if changed_days else modules.datetime.date.fromisoformat(as_of_day())
        + modules.datetime.timedelta(days=1) %}
    {% set found = run_query(
        'select max(day) from (' ~ available_days_sql() ~ ") as available where day < date '" ~ first_day ~ "'"
    ) %}
    {% do set_bounds(first_day, as_of_day(), found.rows[0][0] or first_day) %}
{% endmacro %}

{#- In a model. A session variable is text until it is cast. -#}
{% macro first_day() -%}
    cast(@first_day as date)
{%- endmacro %}

{% macro last_day() -%}
    cast(@last_day as date)
{%- endmacro %}

{% macro reopened_day() -%}
    cast(@reopened_day as date)
{%- endmacro %}
