{#- A text as a SQL string on one line. -#}
{% macro text(value) -%}
    '{{ (value | string).split() | join(' ') | replace('\\', '\\\\') | replace("'", "''") }}'
{%- endmacro %}
