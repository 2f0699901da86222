{#- Completed months between two days. The last day of a month completes one, too, if it lacks the day of the first: from
    31 August to 29 February are six months, where TIMESTAMPDIFF says five. -#}
{% macro completed_months(first_day, last_day) -%}
    timestampdiff(month, {{ first_day }}, {{ last_day }})
        + coalesce({{ last_day }} >= {{ first_day }} and dayofmonth({{ last_day }}) < dayofmonth({{ first_day }})
            and {{ last_day }} = last_day({{ last_day }}), 0)
{%- endmacro %}
