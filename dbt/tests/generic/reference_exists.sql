{#- The rows that a staging view names are in another one: the source declares no foreign keys. No task has two staging
    views, so the test belongs to the first model that joins them (`model`) and runs with it. One row, as in column_rules:
    the rule, how many rows break it, and what one of them names.

    child, columns     the view that names others, and the columns that do; the first may be NULL
    parent             the view that is named
    parent_columns     its columns, where they have other names
    among              the rows of child that must name what exists
    at_most_percent    the share of them that need not: a number or a name of tolerated_percent -#}
{% test reference_exists(model, child, columns, parent, parent_columns=none, among='true', at_most_percent=0) %}
    {% set named = parent_columns or columns %}
    {% set percent = tolerated_percent(at_most_percent) %}
    {% set rule = child.identifier ~ '.' ~ columns | join(', ') ~ ' is in ' ~ parent.identifier
        ~ (' (' ~ percent ~ ' % may break it)' if percent else '') %}
    with

    children as (
        select {{ columns | join(', ') }}
        from {{ child }}
        where {{ columns[0] }} is not null and ({{ among }})
    ),

    counted as (
        select
            count(*) as row_count,
            sum(parents.{{ named[0] }} is null) as missing_rows,
            min(case when parents.{{ named[0] }} is null then
                concat_ws(' | ', {% for column in columns %}children.{{ column }}{{ ', ' if not loop.last }}{% endfor %})
            end) as example_key
        from children
        left join {{ parent }} as parents
            on {% for column in columns -%}
                parents.{{ named[loop.index0] }} = children.{{ column }}{{ ' and ' if not loop.last }}
            {%- endfor %}
    )

    select
        {{ text(columns | join(', ')) }} as column_name,
        {{ text(rule) }} as broken_rule,
        missing_rows as failing_rows,
        example_key
    from counted
    where missing_rows > {{ tolerated_count('row_count', percent) }}
{% endtest %}
