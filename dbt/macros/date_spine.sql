{#- One row per day, column `day`, both ends included; at most 10,000 days. No recursion, which MySQL stops at 1,000. -#}
{% macro date_spine(first_day, last_day) -%}
    select date_add({{ first_day }}, interval (ones.n + 10 * tens.n + 100 * hundreds.n + 1000 * thousands.n) day) as day
    from {{ digits() }} as ones
    cross join {{ digits() }} as tens
    cross join {{ digits() }} as hundreds
    cross join {{ digits() }} as thousands
    where ones.n + 10 * tens.n + 100 * hundreds.n + 1000 * thousands.n <= datediff({{ last_day }}, {{ first_day }})
{%- endmacro %}

{% macro digits() -%}
    (
        select 0 as n union all select 1 union all select 2 union all select 3 union all select 4
        union all select 5 union all select 6 union all select 7 union all select 8 union all select 9
    )
{%- endmacro %}
