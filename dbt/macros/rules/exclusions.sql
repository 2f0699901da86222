{#- Reasons that keep a contract out of every list of the gold layer. -#}
{% macro exclusions_of_every_list() -%}
    when monthly_rent is null or monthly_rent <= 0 then 'rent_not_positive'
            when latitude is null or longitude is null then 'no_coordinates'
{%- endmacro %}

{% macro min_valid_date() -%}
    date '{{ var('min_valid_date') }}'
{%- endmacro %}

{#- First notice day that moveout_notices lists one by one. -#}
{% macro notice_window_start() -%}
    date_sub({{ as_of_date() }}, interval {{ var('moveout_notice_window_months') }} month)
{%- endmacro %}

{#- Reasons that say that a contract is no such event at all, as opposed to an event that a rule leaves out. -#}
{% macro out_of_scope_reasons() -%}
    'cancelled', 'no_contract_date', 'not_moved_out', 'no_moveout_date', 'no_notice', 'no_move_in_date'
{%- endmacro %}
