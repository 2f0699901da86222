{#- Order of a tenant's contracts on a day: the one that began last. A renewal that is signed but has not begun counts
    for no day before its start, unless there is nothing else. -#}
{% macro contract_in_force_first() -%}
    coalesce(contract_start_date > occupancy_date, 0), contract_start_date desc, updated_at desc, moving_id desc
{%- endmacro %}
