{#- The denominator of the occupancy rate: the agreed number, else the rooms of the dump that can be lived in. -#}
{% macro total_physical_rooms(rooms) -%}
    {%- if var('total_physical_rooms') -%}
        {{ var('total_physical_rooms') }}
    {%- else -%}
        (select count(*) from {{ rooms }} where is_physical_room = 1 and is_in_source = 1)
    {%- endif -%}
{%- endmacro %}
