{#- A TIMESTAMP (stored in UTC) as a DATETIME in Japan, whatever the session's time zone is. -#}
{% macro jst(column) -%}
    timestamp '1970-01-01 09:00:00' + interval unix_timestamp({{ column }}) second
{%- endmacro %}
