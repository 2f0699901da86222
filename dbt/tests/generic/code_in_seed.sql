{#- Every code of a column is in its code list; each unknown code is one row with the number of rows that have it.
    recent: {column, days}, as in column_rules. -#}
{% test code_in_seed(model, column_name, seed, recent=none) %}
    select
        coded.{{ column_name }} as unknown_code,
        count(*) as row_count
    from {{ model }} as coded
    left join {{ ref(seed) }} as code_list on code_list.code = coded.{{ column_name }}
    where coded.{{ column_name }} is not null and code_list.code is null
        {% if recent %}
        and coded.{{ recent.column }} >= date_sub({{ as_of_date() }}, interval {{ recent.days }} day)
        {% endif %}
    group by coded.{{ column_name }}
{% endtest %}
