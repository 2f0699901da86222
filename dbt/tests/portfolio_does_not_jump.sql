{#- A fall or rise of the whole portfolio between two days with a snapshot that no market explains, or rooms that appear
    or vanish without an event: a status or a date that was changed for many at once. -#}
with

newest as (
    select *
    from {{ ref('occupancy_daily') }}
    where row_kind = 'fact' and occupancy_date = {{ as_of_date() }} and previous_fact_date is not null
),

compared as (
    select
        newest.occupancy_date,
        previous.rooms_at_end as rooms_before,
        newest.rooms_at_end,
        newest.appeared_overnight,
        newest.vanished_overnight,
        datediff(newest.occupancy_date, newest.previous_fact_date) as nights
    from newest
    inner join {{ ref('occupancy_daily') }} as previous on previous.occupancy_date = newest.previous_fact_date
)

select *
from compared
where
    abs(cast(rooms_at_end as signed) - cast(rooms_before as signed))
    > greatest({{ var('jump_rooms') }}, rooms_before * {{ var('jump_percent') }} * nights / 100)
    or greatest(appeared_overnight, vanished_overnight) > greatest(
        {{ var('jump_rooms') }},
        rooms_before * ({{ var('overnight_percent') }} + {{ var('jump_percent') }} * (nights - 1)) / 100
    )
