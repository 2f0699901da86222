{#- The day whose state the models describe: the date of the published dump, as a string. -#}
{% macro as_of_day() %}
    {% if var('as_of_date', none) %}
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
