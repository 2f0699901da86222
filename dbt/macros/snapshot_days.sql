{#- The days up to last_day that have a snapshot, column snapshot_date; `snapshots` is a relation or a CTE that has
    nothing but a where on it.

    Looks at one row per day. DISTINCT would say the same, but within a larger query MySQL reads every tenant of every
    day for it: the jump from day to day (manual 10.2.1.17, loose index scan) is made for a statement of its own only.
    LIMIT keeps the optimizer from turning the look-up into a join with all rows, and DISTINCT on the result from
    merging it into the query around it, where it would be done again for every row. -#}
{% macro snapshot_days(snapshots, last_day) -%}
    select distinct days.day as snapshot_date
    from ({{ date_spine('(select min(snapshot_date) from ' ~ snapshots ~ ')', last_day) }}) as days
    where (select 1 from {{ snapshots }} as of_day where of_day.snapshot_date = days.day limit 1) is not null
{%- endmacro %}
