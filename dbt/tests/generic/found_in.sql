{#- At least so many per cent of the values of a column are in a column of another model. -#}
{% test found_in(model, column_name, to, field, percent=100) %}
    select
        count(*) as value_count,
        sum(parents.{{ field }} is null) as missing_values
    from {{ model }} as children
    left join (select distinct {{ field }} from {{ to }}) as parents
        on parents.{{ field }} = children.{{ column_name }}
    where children.{{ column_name }} is not null
    having coalesce(sum(parents.{{ field }} is null), 0) * 100 > count(*) * (100 - {{ percent }})
{% endtest %}
