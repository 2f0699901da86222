{#- At most so many per cent of the rows that `among` selects, and what chance adds (tolerated_count), meet a condition.
    With `per`, a column that names what is at fault, it must be more than tolerated_buildings of its values, too: few
    buildings make up any share. -#}
{% test share_below(model, condition, percent, among='true', per=none) %}
    select
        count(*) as row_count,
        sum({{ condition }}) as matching_rows
    from {{ model }}
    where {{ among }}
    having
        coalesce(sum({{ condition }}), 0) > {{ tolerated_count('count(*)', percent) }}
        {% if per %}
        and count(distinct case when {{ condition }} then {{ per }} end) > {{ var('tolerated_buildings') }}
        {% endif %}
{% endtest %}
