{#- At most so many per cent of the rows that `among` selects meet a condition. -#}
{% test share_below(model, condition, percent, among='true') %}
    select
        count(*) as row_count,
        sum({{ condition }}) as matching_rows
    from {{ model }}
    where {{ among }}
    having coalesce(sum({{ condition }}), 0) * 100 > count(*) * {{ percent }}
{% endtest %}
