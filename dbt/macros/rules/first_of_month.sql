{#- The first day of the month of a day. -#}
{% macro first_of_month(day) -%}
    date_sub({{ day }}, interval dayofmonth({{ day }}) - 1 day)
{%- endmacro %}
