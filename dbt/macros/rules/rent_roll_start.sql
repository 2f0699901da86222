{#- The first day of the months whose rents are compared with the payments; the last is that before the as-of day's. -#}
{% macro rent_roll_start() -%}
    date_sub({{ first_of_month(as_of_date()) }}, interval {{ var('rent_roll_months') }} month)
{%- endmacro %}
