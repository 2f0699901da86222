{#- The day whose state the models describe: the date of the published dump, as a string. -#}
{% macro as_of_day() %}
    {% if var('as_of_date', none) %}
        {% do require_published(var('as_of_date') | string | trim) %}
        {{ return(var('as_of_date') | string | trim) }}
    {% elif not execute %}
        {{ return('1970-01-01') }}
    {% endif %}
    {% set found = run_query('select dump_date from ' ~ var('schema_prefix') ~ 'ops.current_publication') %}
    {% if found | length == 0 %}
        {{ exceptions.raise_compiler_error(
            "No dump is published, so there is no as-of date. "
            "Run the daily pipeline, or pass one: --vars '{as_of_date: 2026-02-10}'."
        ) }}
    {% endif %}
    {{ return(found.rows[0][0] | string) }}
{% endmacro %}

{#- The same day in SQL. Models never use the server's clock. Not a literal: a column made of one is NOT NULL with a
    zero date as its default, which strict mode refuses in CREATE TABLE AS. -#}
{% macro as_of_date() -%}
    cast('{{ as_of_day() }}' as date)
{%- endmacro %}

{#- The daily pipeline builds the published dump only. A model cleared in the run of an earlier day would otherwise
    lay that day's date over the newer data. By hand, any day may be built: the check is off unless asked for. -#}
{% macro require_published(day) %}
    {% if execute and var('as_of_must_be_published', false) %}
        {% set found = run_query('select dump_date from ' ~ var('schema_prefix') ~ 'ops.current_publication') %}
        {% set published = found.rows[0][0] | string if found | length else 'no dump' %}
        {% if published != day %}
            {{ exceptions.raise_compiler_error(
                "Staging holds " ~ published ~ ", not the dump of " ~ day ~ ": this run is not about what is "
                "published. Clear the run of " ~ published ~ " instead, or trigger " ~ day ~ " with 'Restore again'."
            ) }}
        {% endif %}
    {% endif %}
{% endmacro %}
