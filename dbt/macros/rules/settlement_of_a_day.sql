{#- How final a day of occupancy_daily is. A dump is taken at 05:30 and does not know the day that begins. -#}
{% macro settlement_of_a_day(row_kind, day, computed_from) -%}
    case
        when {{ row_kind }} = 'gap' then 'no snapshot'
        when {{ computed_from }} >= date_add({{ day }}, interval {{ var('occupancy_lookback_days') }} day) then 'settled'
        else 'provisional'
    end
{%- endmacro %}
