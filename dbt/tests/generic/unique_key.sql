{#- No two rows have the same key, and no part of it is NULL. For views, which can have no primary key. -#}
{% test unique_key(model, columns, recent=none) %}
    select
        {{ columns | join(', ') }},
        count(*) as row_count
    from {{ model }}
    {% if recent %}
    where {{ recent.column }} >= date_sub({{ as_of_date() }}, interval {{ recent.days }} day)
    {% endif %}
    group by {{ columns | join(', ') }}
    having count(*) > 1 or {% for column in columns %}{{ column }} is null{% if not loop.last %} or {% endif %}{% endfor %}
{% endtest %}
