{{ config(primary_key=['occupancy_month']) }}

with

days as (
    select
        occupancy_daily.*,
        date_format(occupancy_date, '%Y-%m') as occupancy_month
    from {{ ref('occupancy_daily') }} as occupancy_daily
    where row_kind <> 'projection'
),

months as (
    select
        occupancy_month,
        last_day(max(occupancy_date)) as month_end,
        sum(row_kind = 'fact') as fact_days,
        sum(row_kind = 'gap') as gap_days,
        coalesce(sum(gap_moveins), 0) as gap_moveins,
        coalesce(sum(gap_moveouts), 0) as gap_moveouts
    from days
    group by occupancy_month
),

facts as (
    select
        occupancy_month,
        min(occupancy_date) as first_fact_date,
        max(occupancy_date) as last_fact_date,
        sum(moveins) as moveins,
        sum(moveouts) as moveouts,
        sum(coalesce(appeared_overnight, 0)) as appeared_overnight,
        sum(coalesce(vanished_overnight, 0)) as vanished_overnight
    from days
    where row_kind = 'fact'
    group by occupancy_month
),

final as (
    select
        months.occupancy_month,
        first_days.previous_fact_date as opening_date,
        last_days.occupancy_date as closing_date,
        cast(if(first_days.previous_fact_date is null, first_days.rooms_at_start, openings.rooms_at_end) as signed)
            as opening_rooms,
        cast(facts.moveins as signed) as moveins,
        cast(facts.moveouts as signed) as moveouts,
        cast(facts.appeared_overnight as signed) as appeared_overnight,
        cast(facts.vanished_overnight as signed) as vanished_overnight,
        cast(last_days.rooms_at_end as signed) as closing_rooms,
        cast(months.fact_days as signed) as fact_days,
        cast(months.gap_days as signed) as gap_days,
        cast(months.gap_moveins as signed) as gap_moveins,
        cast(months.gap_moveouts as signed) as gap_moveouts,
        case
            when months.month_end > {{ as_of_date() }} then 'month to date'
            when coalesce(last_days.occupancy_date < months.month_end, true) then 'no snapshot'
            else {{ settlement_of_a_day("'fact'", 'months.month_end', 'last_days.as_of_date') }}
        end as settlement,
        last_days.as_of_date as computed_as_of_date,
        {{ as_of_date() }} as as_of_date
    from months
    left join facts on facts.occupancy_month = months.occupancy_month
    left join days as first_days on first_days.occupancy_date = facts.first_fact_date
    left join days as last_days on last_days.occupancy_date = facts.last_fact_date
    left join days as openings on openings.occupancy_date = first_days.previous_fact_date
)

select * from final
