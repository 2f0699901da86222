{#- In a model that keeps what its source has lost: the condition-free select of the rows that it has now, or nothing the
    first time. A full refresh reads them, too: the old table stays until the new one is complete. -#}
{% macro own_rows(columns) -%}
    {%- if execute and relation_type_now(this) == 'table' -%}
        select {{ columns | join(', ') }} from {{ this }}
    {%- else -%}
        select
        {%- for column in columns %}
            null as {{ column }}{% if not loop.last %},{% endif %}
        {%- endfor %}
        where false
    {%- endif -%}
{%- endmacro %}
