{{ config(primary_key=['metric_date']) }}

with

occupancy as (
    select * from {{ ref('occupancy_daily') }}
    where row_kind <> 'projection'
),

-- The last day of every month, and the as-of day as the month to date.
month_ends as (
    select *
    from occupancy
    where occupancy_date = last_day(occupancy_date) or occupancy_date = {{ as_of_date() }}
),

final as (
    select
        occupancy_date as metric_date,
        date_format(occupancy_date, '%Y-%m') as metric_month,
        if(occupancy_date = last_day(occupancy_date), 1, 0) as is_month_end,
        if(row_kind = 'gap', 1, 0) as is_gap,
        {{ settlement_of_a_day('row_kind', 'occupancy_date', 'as_of_date') }} as settlement,
        rooms_at_start,
        moveins as same_day_moveins,
        moveouts as same_day_moveouts,
        rooms_at_end,
        physical_rooms,
        {{ ratio('rooms_at_start', 'physical_rooms', 'decimal(7, 6)') }} as occupancy_rate_at_start,
        {{ ratio('rooms_at_start', 'physical_rooms', 'decimal(7, 6)') }} as occupancy_rate,
        rooms_at_start - rooms_with_rent_at_start as rooms_without_rent,
        {{ ratio('rent_at_start', 'rooms_with_rent_at_start', 'decimal(12, 2)') }} as rent_jpy,
        {{ ratio(
            'rent_at_start * rooms_at_start', 'rooms_with_rent_at_start * physical_rooms', 'decimal(12, 2)'
        ) }} as revpar_jpy,
        {{ ratio(
            'rent_at_start * rooms_at_start * ' ~ var('cash_realisation'),
            'rooms_with_rent_at_start * physical_rooms',
            'decimal(12, 2)'
        ) }} as recpar_cash_jpy,
        'rooms at 00:00: leaving rooms count, same-day arrivals do not' as same_day_policy,
        '2026-03' as definition_version,
        as_of_date as computed_as_of_date,
        {{ as_of_date() }} as as_of_date
    from month_ends
)

select * from final
