{#- A date as a DATE; zero dates ('0000-00-00', '2026-00-15') and years before 1900 as SQL NULL. -#}
{% macro clean_date(column) -%}
    case
        when year({{ column }}) >= 1900 and month({{ column }}) > 0 and dayofmonth({{ column }}) > 0
            then date({{ column }})
    end
{%- endmacro %}
