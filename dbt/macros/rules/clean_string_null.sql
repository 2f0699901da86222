{#- Text with 'NULL', 'null', '--' and '' as SQL NULL and without spaces at its ends, full-width ones included. -#}
{% macro clean_string_null(column) -%}
    {#- Nearly all texts have no space at their ends: these are taken as they are, which costs half of finding the ends. -#}
    {%- set trimmed = "trim(replace(" ~ column ~ ", '　', ' '))" -%}
    case
        when {{ trimmed }} collate {{ var('name_collation') }} in ('', '--', 'NULL', 'null') then null
        when char_length({{ trimmed }}) = char_length({{ column }}) then {{ column }} collate {{ var('name_collation') }}
        else {{ trim_spaces(column) }} collate {{ var('name_collation') }}
    end
{%- endmacro %}

{#- Without plain and full-width spaces at its ends, in any order; those within stay. TRIM takes one kind at a time, so
    the ends are found in a copy with plain spaces only. -#}
{% macro trim_spaces(column) -%}
    {%- set plain = "replace(" ~ column ~ ", '　', ' ')" -%}
    substring({{ column }}, char_length({{ column }}) - char_length(ltrim({{ plain }})) + 1, char_length(trim({{ plain }})))
{%- endmacro %}
