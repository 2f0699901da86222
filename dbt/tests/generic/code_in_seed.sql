{#- Every code of a column is in its code list; each unknown code is one row with the number of rows that have it.
    Compared as text: as numbers, '01', '1 ' and '1x' would all be 1, and so pass.

    at_most_percent  the share of the rows with a code that may have an unknown one: a number or a name of
                     tolerated_percent
    recent           {column, days}, as in column_rules
    read_from        the model from which this one takes the column as it is: a view with many joins would make all of
                     them for the codes of one -#}
{% test code_in_seed(model, column_name, seed, at_most_percent=0, recent=none, read_from=none) %}
    with

    coded as (
        select {{ column_name }} as code
        from {{ read_from or model }}
        where {{ column_name }} is not null
            {% if recent %}
            and {{ recent.column }} >= date_sub({{ as_of_date() }}, interval {{ recent.days }} day)
            {% endif %}
    ),

    unknown as (
        select
            coded.code as unknown_code,
            count(*) as row_count
        from coded
        left join {{ ref(seed) }} as code_list
            on cast(code_list.code as binary) = cast(coded.code as binary)
        where code_list.code is null
        group by coded.code
    )

    select *
    from unknown
    where
        (select sum(row_count) from unknown)
        > {{ tolerated_count('(select count(*) from coded)', tolerated_percent(at_most_percent)) }}
{% endtest %}
