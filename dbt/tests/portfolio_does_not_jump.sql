{#- A fall or rise of the whole portfolio between two days with a snapshot that no market explains: a status or a date
    that was changed for many at once. Fewer rooms than jump_rooms say nothing, at the scale of sample data. -#}
with

newest as (
    select *
    from {{ ref('occupancy_daily') }}
    where row_kind = 'fact' and occupancy_date = {{ as_of_date() }} and previous_fact_date is not null
)

select
    newest.occupancy_date,
    previous.rooms_at_end as rooms_before,
    newest.rooms_at_end,
    newest.appeared_overnight,
    newest.vanished_overnight
from newest
inner join {{ ref('occupancy_daily') }} as previous on previous.occupancy_date = newest.previous_fact_date
where
    abs(cast(newest.rooms_at_end as signed) - cast(previous.rooms_at_end as signed)) > greatest(
        {{ var('jump_rooms') }},
        previous.rooms_at_end * {{ var('jump_percent') }} / 100
        * datediff(newest.occupancy_date, newest.previous_fact_date)
    )
