{#- The first day of the months that are compared with figures of others; the last is that before the as-of day's. -#}
{% macro compared_months_start() -%}
    date_sub({{ first_of_month(as_of_date()) }}, interval {{ var('compared_months') }} month)
{%- endmacro %}
