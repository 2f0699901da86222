{#- A code's share of its column's rows stays about what it was in the dump before: on 29 September 2025 the source
    merged several codes into one overnight, and every dashboard went on as if nothing had happened. -#}
{% test code_drift(model, points) %}
    with

    days as (
        select
            max(as_of_date) as newest_day,
            (select max(as_of_date) from {{ model }} where as_of_date < {{ as_of_date() }}) as previous_day
        from {{ model }}
        where as_of_date = {{ as_of_date() }}
    ),

    pairs as (
        select
            source_table,
            code_column,
            code,
            sum(if(as_of_date = days.newest_day, share_percent, 0)) as share_now,
            sum(if(as_of_date = days.previous_day, share_percent, 0)) as share_before
        from {{ model }}
        inner join days on as_of_date in (days.newest_day, days.previous_day)
        where days.previous_day is not null
        group by source_table, code_column, code
    )

    select *
    from pairs
    where abs(share_now - share_before) > {{ points }}
{% endtest %}
