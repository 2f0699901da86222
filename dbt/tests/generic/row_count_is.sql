{#- The table has exactly so many rows; `expected` is a SQL expression. -#}
{% test row_count_is(model, expected) %}
    select
        count(*) as row_count,
        {{ expected }} as expected_rows
    from {{ model }}
    having count(*) <> {{ expected }}
{% endtest %}
