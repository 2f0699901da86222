{#- The custom schema is the schema: silver, gold, seeds, test_results, without the target's name before it. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ var('schema_prefix') }}{{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
