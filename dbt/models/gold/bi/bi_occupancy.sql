{{ config(primary_key=['occupancy_date']) }}

with

occupancy as (
    select * from {{ ref('occupancy_daily') }}
),

buildings as (
    select * from {{ ref('occupancy_property_daily') }}
    where occupancy_date = {{ as_of_date() }}
),

source_rooms as (
    select
        occupancy_date,
        sum(physical_rooms) as rooms_in_source
    from buildings
    group by occupancy_date
),

-- What happened and what is projected have columns of their own, so that no sum can mix them.
final as (
    select
        occupancy.occupancy_date,
        occupancy.row_kind,
        if(occupancy.row_kind = 'fact', occupancy.rooms_at_start, null) as rooms_at_start,
        if(occupancy.row_kind = 'fact', occupancy.moveins, null) as rooms_entered,
        if(occupancy.row_kind = 'fact', occupancy.moveouts, null) as rooms_left,
        if(occupancy.row_kind = 'fact', occupancy.rooms_at_end, null) as rooms_at_end,
        if(occupancy.row_kind = 'fact', occupancy.appeared_overnight, null) as appeared_overnight,
        if(occupancy.row_kind = 'fact', occupancy.vanished_overnight, null) as vanished_overnight,
        occupancy.physical_rooms,
        cast(source_rooms.rooms_in_source as signed) as rooms_in_source,
        {{ ratio("if(occupancy.row_kind = 'fact', occupancy.rooms_at_start, null)", 'occupancy.physical_rooms',
            'decimal(7, 6)') }} as occupancy_rate_at_start,
        if(occupancy.row_kind = 'fact', occupancy.occupancy_rate, null) as occupancy_rate_at_end,
        {{ ratio('occupancy.rent_at_start', 'occupancy.rooms_with_rent_at_start', 'decimal(12, 2)') }} as rent_jpy,
        {{ ratio(
            'occupancy.rent_at_start * occupancy.rooms_at_start',
            'occupancy.rooms_with_rent_at_start * occupancy.physical_rooms',
            'decimal(12, 2)'
        ) }} as revpar_jpy,
        {{ ratio(
            'occupancy.rent_at_start * occupancy.rooms_at_start * ' ~ var('cash_realisation'),
            'occupancy.rooms_with_rent_at_start * occupancy.physical_rooms',
            'decimal(12, 2)'
        ) }} as recpar_cash_jpy,
        if(occupancy.row_kind = 'projection', occupancy.moveins, null) as projected_rooms_entered,
        if(occupancy.row_kind = 'projection', occupancy.moveouts, null) as projected_rooms_left,
        if(occupancy.row_kind = 'projection', occupancy.rooms_at_end, null) as projected_rooms_at_end,
        if(occupancy.row_kind = 'projection', occupancy.occupancy_rate, null) as projected_occupancy_rate_at_end,
        case when occupancy.occupancy_date = {{ as_of_date() }} then 1 else 0 end as is_as_of_day,
        {{ is_in_last_days('occupancy.occupancy_date', 90) }} as is_last_90_days_or_later,
        occupancy.as_of_date as computed_as_of_date,
        {{ as_of_date() }} as as_of_date
    from occupancy
    left join source_rooms on source_rooms.occupancy_date = occupancy.occupancy_date
)

select * from final
