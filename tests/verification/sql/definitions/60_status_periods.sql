-- tenant_status_history: "A period is an unbroken run of days that all have a snapshot in which the tenant has the
-- same status and contract type." Days are numbered twice: by the calendar, and by the snapshots there are.
create or replace table status_days as
with numbered as (
    select snapshot_date, row_number() over (order by snapshot_date) as snapshot_number
    from (select distinct snapshot_date from snapshots)
),

-- "The contract type from 2025-09-29 on: code 1 is replaced by what the tenant had in the last snapshot before that
-- day if that was 3, 6, 7 or 9, because the source merged these codes then".
before_merge as (
    select s.tenant_id, s.contract_type
    from snapshots as s
    where
        s.snapshot_date = (
            select max(b.snapshot_date) from snapshots as b where b.snapshot_date < date '2025-09-29'
        )
        and s.contract_type in (3, 6, 7, 9)
)

select
    s.tenant_id,
    s.snapshot_date,
    n.snapshot_number,
    s.status,
    case
        when s.snapshot_date >= date '2025-09-29' and s.contract_type = 1
            then coalesce(b.contract_type, 1)
        else s.contract_type
    end as contract_type,
    s.full_name
from snapshots as s
inner join numbered as n using (snapshot_date)
left join before_merge as b using (tenant_id);

create or replace table status_starts as
with compared as (
    select
        *,
        lag(snapshot_date) over by_day as last_day,
        lag(snapshot_number) over by_day as last_number,
        lag(status) over by_day as last_status,
        lag(contract_type) over by_day as last_contract_type
    from status_days
    window by_day as (partition by tenant_id order by snapshot_date)
)

select
    *,
    -- "gap if nothing else changed"; "returned" after a snapshot that lacks the tenant
    case
        when last_day is null then 'first_seen'
        when snapshot_number > last_number + 1 then 'returned'
        when status <> last_status and contract_type <> last_contract_type then 'status_and_contract'
        when status <> last_status then 'status'
        when contract_type <> last_contract_type then 'contract'
        when snapshot_date > last_day + 1 then 'gap'
    end as change_type
from compared;

create or replace table status_periods as
with grouped as (
    select
        *,
        sum((change_type is not null)::int) over by_day as period,
        sum((change_type is not null and change_type <> 'gap')::int) over by_day as spell
    from status_starts
    window by_day as (partition by tenant_id order by snapshot_date)
),

periods as (
    select
        tenant_id,
        spell,
        period,
        -- "Full name in the snapshot of last_seen_date; NULL if it is masked or missing there."
        last(full_name order by snapshot_date) as full_name,
        min(status) as status_code,
        min(contract_type) as contract_type,
        min(snapshot_date) as valid_from,
        max(snapshot_date) as last_seen_date,
        max(change_type) as change_type,
        count(*) as days_in_status
    from grouped
    group by tenant_id, spell, period
),

spells as (
    select
        tenant_id,
        spell,
        min(valid_from) as status_since,
        lag(min(status_code)) over by_spell as previous_status_code,
        lag(min(contract_type)) over by_spell as previous_contract_type
    from periods
    group by tenant_id, spell
    window by_spell as (partition by tenant_id order by spell)
)

select
    p.*,
    s.status_since,
    s.previous_status_code,
    s.previous_contract_type,
    (p.last_seen_date = (select max(snapshot_date) from snapshots))::int as is_current
from periods as p
inner join spells as s using (tenant_id, spell);
