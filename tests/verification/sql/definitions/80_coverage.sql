-- source_coverage: first day "of created_at, inquiry_date or snapshot_date"; "Last day not after the as-of day",
-- of updated_at for the four tables.
create or replace table coverage as
with moments as (
    select 'movings' as source_table, created_at::date as first_day, updated_at::date as last_day from movings
    union all
    select 'tenants', created_at::date, updated_at::date from tenants
    union all
    select 'rooms', created_at::date, updated_at::date from rooms where is_in_source
    union all
    select 'apartments', created_at::date, updated_at::date from apartments where is_in_source
    union all
    -- stg_inquiries.inquiry_date: "Day of the inquiry; the day of its creation if that is missing."
    select
        'inquiries',
        coalesce(day_or_null(inquiry_date), japan_time(created_at)::date),
        coalesce(day_or_null(inquiry_date), japan_time(created_at)::date)
    from raw.inquiries
    union all
    select distinct 'tenant_daily_snapshots', snapshot_date, snapshot_date from snapshots
)

select
    source_table,
    count(*) as row_count,
    min(first_day) as first_day,
    max(last_day) filter (last_day <= getvariable('as_of')) as last_day
from moments
group by source_table;
