{#- Text with 'NULL', 'null', '--' and '' as SQL NULL and without spaces at its ends, full-width ones included. -#}
{% macro clean_string_null(column) -%}
    case
        when {{ trim_spaces(column) }} collate {{ var('name_collation') }} not in ('', '--', 'NULL', 'null')
            then {{ trim_spaces(column) }} collate {{ var('name_collation') }}
    end
{%- endmacro %}

{#- Without plain and full-width spaces at its ends, in any order; those within stay. TRIM takes one kind at a time, so
    the ends are found in a copy with plain spaces only. -#}
{% macro trim_spaces(column) -%}
    {%- set plain = "replace(" ~ column ~ ", '　', ' ')" -%}
    substring({{ column }}, char_length({{ column }}) - char_length(ltrim({{ plain }})) + 1, char_length(trim({{ plain }})))
{%- endmacro %}
