{#- Every code of a column is in its code list; each unknown code is one row with the number of rows that have it.
    Compared as text: as numbers, '01', '1 ' and '1x' would all be 1, and so pass.
    recent: {column, days}, as in column_rules. -#}
{% test code_in_seed(model, column_name, seed, recent=none) %}
    select
        coded.{{ column_name }} as unknown_code,
        count(*) as row_count
    from {{ model }} as coded
    left join {{ ref(seed) }} as code_list
        on cast(code_list.code as binary) = cast(coded.{{ column_name }} as binary)
    where coded.{{ column_name }} is not null and code_list.code is null
        {% if recent %}
        and coded.{{ recent.column }} >= date_sub({{ as_of_date() }}, interval {{ recent.days }} day)
        {% endif %}
    group by coded.{{ column_name }}
{% endtest %}
