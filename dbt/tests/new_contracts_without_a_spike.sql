{#- 54,742 applications once appeared on a single day, because the build time was taken for the event's. -#}
{{ config(severity='warn') }}

with

days as (
    select
        activity_date,
        sum(new_contracts) as new_contracts,
        sum(moveouts) as moveouts
    from {{ ref('daily_activity_summary') }}
    where activity_date > date_sub({{ as_of_date() }}, interval 365 day)
    group by activity_date
),

ranked as (
    select
        days.*,
        row_number() over (order by new_contracts) as contract_rank,
        row_number() over (order by moveouts) as moveout_rank,
        count(*) over () as day_count
    from days
),

medians as (
    select
        max(if(contract_rank = ceiling(day_count / 2), new_contracts, null)) as median_contracts,
        max(if(moveout_rank = ceiling(day_count / 2), moveouts, null)) as median_moveouts
    from ranked
)

select
    days.activity_date,
    days.new_contracts,
    medians.median_contracts
from days
cross join medians
-- Month ends are busy by nature, and a median of next to nothing says nothing.
where days.new_contracts > 20 and days.new_contracts > 5 * medians.median_contracts
