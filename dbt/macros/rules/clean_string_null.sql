{#- Text with 'NULL', 'null', '--' and '' as SQL NULL and without spaces at its ends, full-width ones included. -#}
{% macro clean_string_null(column) -%}
    case
        when {{ trim_spaces(column) }} collate {{ var('name_collation') }} not in ('', '--', 'NULL', 'null')
            then {{ trim_spaces(column) }} collate {{ var('name_collation') }}
    end
{%- endmacro %}

{% macro trim_spaces(column) -%}
    trim(trim(both '　' from trim({{ column }})))
{%- endmacro %}
