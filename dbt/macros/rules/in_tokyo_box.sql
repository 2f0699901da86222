{#- Whether coordinates are in greater Tokyo. Missing ones are not. -#}
{% macro in_tokyo_box(latitude, longitude) -%}
    ({{ latitude }} between 35.0 and 36.0 and {{ longitude }} between 139.0 and 140.5)
{%- endmacro %}
