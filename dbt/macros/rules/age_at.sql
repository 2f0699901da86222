{#- Completed years at a day, from the birth date; from the stored (stale) age only if there is no birth date. -#}
{% macro age_at(birth_date, stored_age, day) -%}
    case
        when {{ birth_date }} <= {{ day }} and timestampdiff(year, {{ birth_date }}, {{ day }}) <= 110
            then timestampdiff(year, {{ birth_date }}, {{ day }})
        when {{ birth_date }} is null and {{ stored_age }} between 0 and 110
            then {{ stored_age }}
    end
{%- endmacro %}
