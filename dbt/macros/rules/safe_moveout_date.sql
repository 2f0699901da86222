{#- The move-out date: the source's own combination, else the planned leaving day, else the last rent day. -#}
{% macro safe_moveout_date(integrated, planned, last_rent_day) -%}
    coalesce(
        {{ clean_date(integrated) }},
        {{ clean_date(planned) }},
        {{ clean_date(last_rent_day) }}
    )
{%- endmacro %}
