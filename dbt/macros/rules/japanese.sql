{#- A name to compare or group by: は and ば, ｶ and カ, a and A stay different. -#}
{% macro japanese(column) -%}
    {{ column }} collate {{ var('name_collation') }}
{%- endmacro %}
