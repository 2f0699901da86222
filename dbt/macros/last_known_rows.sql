{#- In a model that keeps what its source has lost: the rows that the source has now, and those that it has deleted since,
    as they last were. A full refresh reads the earlier rows, too: the old table stays until the new one is complete.
    Without the casts the first build, which has no union, would have another type than all later ones.

    current_rows  CTE or model of the rows of the source
    key           column that identifies a row
    columns       columns to keep, the key among them -#}
{% macro last_known_rows(current_rows, key, columns) %}
    select
        {{ columns | join(', ') }},
        cast(1 as signed) as is_in_source,
        {{ as_of_date() }} as last_seen_date
    from {{ current_rows }}
    {%- if execute and relation_type_now(this) == 'table' %}
    union all
    select
        {%- for column in columns %}
        earlier_rows.{{ column }},
        {%- endfor %}
        cast(0 as signed),
        earlier_rows.last_seen_date
    from {{ this }} as earlier_rows
    left join {{ current_rows }} on {{ current_rows }}.{{ key }} = earlier_rows.{{ key }}
    where {{ current_rows }}.{{ key }} is null
    {%- endif %}
{% endmacro %}
