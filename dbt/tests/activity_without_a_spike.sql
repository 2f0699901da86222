{#- 54,742 applications once appeared on a single day, because the build time was taken for the event's: no day of the
    last year has five times as many contracts, arrivals or departures as the median day. The first and the last day of
    a month, busy by nature, are compared with each other. -#}
{{ config(severity='warn') }}

{%- set metrics = ['signings', 'moveins', 'moveouts'] %}

with

days as (
    {%- for metric in metrics %}
    select
        '{{ metric }}' as metric,
        activity_date,
        (day(activity_date) = 1 or activity_date = last_day(activity_date)) as is_month_edge,
        sum({{ metric }}) as events
    from {{ ref('daily_activity_summary') }}
    where activity_date > date_sub({{ as_of_date() }}, interval 365 day)
    group by activity_date, is_month_edge
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

ranked as (
    select
        days.*,
        row_number() over (partition by metric, is_month_edge order by events) as event_rank,
        count(*) over (partition by metric, is_month_edge) as day_count
    from days
),

medians as (
    select
        metric,
        is_month_edge,
        max(if(event_rank = ceiling(day_count / 2), events, null)) as median_events
    from ranked
    group by metric, is_month_edge
)

select
    days.metric,
    days.activity_date,
    days.events,
    medians.median_events
from days
inner join medians
    on
        medians.metric = days.metric
        and medians.is_month_edge = days.is_month_edge
-- A median of next to nothing says nothing.
where days.events > 20 and days.events > 5 * medians.median_events
