{#- A mean rounded once: MySQL's own division keeps four decimals only, and rounding those again may go the other way. -#}
{% macro average(expression, type) -%}
    cast(cast(sum({{ expression }}) as decimal(30, 8)) / count({{ expression }}) as {{ type }})
{%- endmacro %}

{#- A quotient with enough decimals to be rounded once, to the precision of its type. -#}
{% macro ratio(numerator, denominator, type) -%}
    cast(cast({{ numerator }} as decimal(30, 8)) / nullif({{ denominator }}, 0) as {{ type }})
{%- endmacro %}
