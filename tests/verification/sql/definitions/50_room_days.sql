-- The days that a run builds: "the as-of day, the 3 days before it, days whose snapshot is new or changed, days that were
-- built from a later dump and days that no run saw 3 days later; older days keep the rows of the dump they were built
-- from", and days that a person asks for by rebuild_from and rebuild_to.
-- What was built is kept from one call to the next.
create table if not exists built_snapshots (snapshot_date date, tenant_id bigint, status int, contract_type int);
create table if not exists built_days (
    occupancy_date date, as_of_date date, physical_rooms bigint
);

create or replace table snapshots as
select
    snapshot_date::date as snapshot_date,
    tenant_id::bigint as tenant_id,
    status::int as status,
    contract_type::int as contract_type,
    -- "NULL where the file has the mask * or nothing", and text cleaned as everywhere
    nullif(text_or_null(full_name), '*') as full_name
from raw.tenant_daily_snapshots
where snapshot_date::date <= getvariable('as_of');

create or replace table days_to_build as
with now as (
    select snapshot_date, count(*) as tenants, bit_xor(hash(tenant_id, status)) as content
    from snapshots
    group by snapshot_date
),

before as (
    select snapshot_date, count(*) as tenants, bit_xor(hash(tenant_id, status)) as content
    from built_snapshots
    group by snapshot_date
)

select now.snapshot_date as occupancy_date
from now
left join before using (snapshot_date)
left join built_days as built on built.occupancy_date = now.snapshot_date
where
    (now.tenants, now.content) is distinct from (before.tenants, before.content)
    or now.snapshot_date >= getvariable('as_of') - interval 3 day
    or built.as_of_date > getvariable('as_of')
    -- "computed again by the first dump that settles it, however late that one comes"
    or built.as_of_date < least(getvariable('as_of'), now.snapshot_date + 3)
    or now.snapshot_date between getvariable('rebuild_from') and getvariable('rebuild_to');

create or replace table built_snapshots as
select snapshot_date, tenant_id, status, contract_type from snapshots;

delete from built_days where occupancy_date in (select d.occupancy_date from days_to_build as d);
-- "The denominator: the variable total_physical_rooms (16,108 in production), else the rooms of the dump that are not
-- living rooms."
create or replace table capacity as
select coalesce(
    getvariable('total_physical_rooms'),
    (select count(*) from rooms as r where r.is_physical_room and r.is_in_source)
) as physical_rooms;

insert into built_days
select
    d.occupancy_date,
    getvariable('as_of') as as_of_date,
    c.physical_rooms
from days_to_build as d
cross join capacity as c;

-- "a day is built again when the day before it is": its denominator is then that of the run, too.
update built_days set physical_rooms = (select c.physical_rooms from capacity as c)
where occupancy_date in (
    select n.occupancy_date
    from (select occupancy_date, lag(occupancy_date) over (order by occupancy_date) as previous_day from built_days) as n
    where n.previous_day in (select d.occupancy_date from days_to_build as d)
);
