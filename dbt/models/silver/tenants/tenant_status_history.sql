{{ config(
    materialized='replaced_days',
    replace_where='reopened_periods_condition',
    lookback_days=0,
    batch_days=var('batch_days'),
    primary_key=['tenant_id', 'valid_from'],
    indexes=[{'columns': ['last_seen_date']}],
    column_types={
        'tenant_id': 'int',
        'full_name': 'varchar(191) collate utf8mb4_0900_as_cs',
        'status_code': 'int',
        'status_ja': 'varchar(64) collate utf8mb4_0900_as_cs',
        'status_en': 'varchar(64)',
        'is_active_lease': 'tinyint',
        'contract_type': 'int',
        'contract_type_ja': 'varchar(64) collate utf8mb4_0900_as_cs',
        'tenant_type': 'varchar(16)',
        'valid_from': 'date',
        'valid_to': 'date',
        'last_seen_date': 'date',
        'is_current': 'tinyint',
        'days_in_status': 'int',
        'change_type': 'varchar(20)',
        'status_since': 'date',
        'previous_status_code': 'int',
        'previous_contract_type': 'int',
    }
) }}

with

snapshots as (
    select * from {{ ref('stg_tenant_snapshots') }}
),

statuses as (
    select * from {{ ref('code_tenant_status') }}
),

contract_types as (
    select * from {{ ref('code_contract_type') }}
),

-- The days that have a snapshot; what lies between two of them is a gap, about which nothing is known.
snapshot_days as (
    {{ snapshot_days('snapshots', last_day()) }}
),

latest as (
    select max(snapshot_date) as snapshot_date
    from snapshot_days
),

calendar as (
    select
        snapshot_date,
        lag(snapshot_date) over (order by snapshot_date) as previous_snapshot_date,
        lead(snapshot_date) over (order by snapshot_date) as next_snapshot_date
    from snapshot_days
),

-- On the merge day the source put several contract types into code 1. What a tenant had before is what he still has.
-- The day is looked for up to a literal: MySQL works it out before it plans, and then reads the rows of that day only.
days_before_merge as (
    {{ snapshot_days('snapshots', "date '" ~ var('contract_type_merge_date') ~ "' - interval 1 day") }}
),

types_before_merge as (
    select
        tenant_id,
        contract_type
    from snapshots
    where
        snapshot_date = (select max(snapshot_date) from days_before_merge)
        and contract_type in ({{ var('contract_type_merged_codes') | join(', ') }})
),

-- A period begins on each day whose day before has no snapshot, not the tenant, or the tenant with other codes.
beginnings as (
    select
        snapshots.tenant_id,
        snapshots.snapshot_date as valid_from,
        snapshots.status_code,
        {{ contract_type_unmerged('snapshots') }} as contract_type,
        calendar.previous_snapshot_date
    from calendar
    inner join snapshots on snapshots.snapshot_date = calendar.snapshot_date
    left join snapshots as day_before
        on
            day_before.snapshot_date = calendar.previous_snapshot_date
            and day_before.tenant_id = snapshots.tenant_id
            and calendar.previous_snapshot_date = date_sub(calendar.snapshot_date, interval 1 day)
    where
        snapshots.snapshot_date >= {{ first_day() }}
        and (
            day_before.tenant_id is null
            or day_before.status_code <> snapshots.status_code
            or (
                day_before.contract_type <> snapshots.contract_type
                and {{ contract_type_unmerged('day_before') }} <> {{ contract_type_unmerged('snapshots') }}
            )
        )
),

-- And it ends in the same way, looking at the day after.
endings as (
    select
        snapshots.tenant_id,
        snapshots.snapshot_date as last_seen_date,
        row_number() over (partition by snapshots.tenant_id order by snapshots.snapshot_date) as ending_number
    from calendar
    inner join snapshots on snapshots.snapshot_date = calendar.snapshot_date
    left join snapshots as day_after
        on
            day_after.snapshot_date = calendar.next_snapshot_date
            and day_after.tenant_id = snapshots.tenant_id
            and calendar.next_snapshot_date = date_add(calendar.snapshot_date, interval 1 day)
    where
        snapshots.snapshot_date >= {{ reopened_day() }}
        and (
            day_after.tenant_id is null
            or day_after.status_code <> snapshots.status_code
            or (
                day_after.contract_type <> snapshots.contract_type
                and {{ contract_type_unmerged('day_after') }} <> {{ contract_type_unmerged('snapshots') }}
            )
        )
),

-- Each tenant's last period before the days that are read, as it stood then: it goes on, or was closed before.
last_periods as (
    select
        tenant_id,
        max(valid_from) as valid_from
    from {{ periods_so_far() }}
    where valid_from < {{ first_day() }}
    group by tenant_id
),

known as (
    select
        periods.tenant_id,
        periods.valid_from,
        periods.status_code,
        periods.contract_type,
        if(periods.last_seen_date < {{ reopened_day() }}, periods.last_seen_date, null) as closed_on,
        periods.change_type,
        periods.status_since,
        periods.previous_status_code,
        periods.previous_contract_type
    from last_periods
    inner join {{ periods_so_far() }} as periods
        on periods.tenant_id = last_periods.tenant_id and periods.valid_from = last_periods.valid_from
),

-- On most days most tenants only stay what they are: their known period goes on, and needs none of the windows below.
begin_again as (
    select distinct tenant_id from beginnings
),

unchanged as (
    select
        known.tenant_id,
        known.valid_from,
        known.status_code,
        known.contract_type,
        endings.last_seen_date,
        known.change_type,
        known.status_since,
        known.previous_status_code,
        known.previous_contract_type
    from known
    inner join endings on endings.tenant_id = known.tenant_id and endings.ending_number = 1
    left join begin_again on begin_again.tenant_id = known.tenant_id
    where known.closed_on is null and begin_again.tenant_id is null
),

begun as (
    select
        tenant_id,
        valid_from,
        status_code,
        contract_type,
        previous_snapshot_date,
        null as closed_on,
        null as known_change_type,
        null as known_status_since,
        null as known_previous_status_code,
        null as known_previous_contract_type
    from beginnings
    union all
    select
        known.tenant_id,
        known.valid_from,
        known.status_code,
        known.contract_type,
        null,
        known.closed_on,
        known.change_type,
        known.status_since,
        known.previous_status_code,
        known.previous_contract_type
    from known
    inner join begin_again on begin_again.tenant_id = known.tenant_id
),

-- ROWS here and below: with the default RANGE, MySQL keeps rows back until it has seen their peers, and no row has any.
numbered as (
    select
        begun.*,
        sum(closed_on is null) over (
            partition by tenant_id order by valid_from rows unbounded preceding
        ) as ending_number
    from begun
),

-- The first beginning that is still open belongs to the first ending, and so on.
periods as (
    select
        numbered.*,
        coalesce(numbered.closed_on, endings.last_seen_date) as last_seen_date
    from numbered
    left join endings
        on endings.tenant_id = numbered.tenant_id and endings.ending_number = numbered.ending_number
),

compared as (
    select
        periods.*,
        lag(last_seen_date) over tenant_periods as before_last_seen_date,
        lag(status_code) over tenant_periods as before_status_code,
        lag(contract_type) over tenant_periods as before_contract_type
    from periods
    window tenant_periods as (partition by tenant_id order by valid_from)
),

explained as (
    select
        compared.*,
        case
            when known_change_type is not null then known_change_type
            when before_last_seen_date is null then 'first_seen'
            when before_last_seen_date <> previous_snapshot_date then 'returned'
            when before_status_code <> status_code and before_contract_type <> contract_type then 'status_and_contract'
            when before_status_code <> status_code then 'status'
            when before_contract_type <> contract_type then 'contract'
            else 'gap'
        end as change_type
    from compared
),

-- Periods of one status that only gaps divide are one spell, which has one status before it.
spelled as (
    select
        explained.*,
        sum(change_type <> 'gap') over (
            partition by tenant_id order by valid_from rows unbounded preceding
        ) as spell_number,
        if(known_change_type is not null, known_previous_status_code, if(change_type = 'gap', null, before_status_code))
            as own_previous_status_code,
        if(
            known_change_type is not null,
            known_previous_contract_type,
            if(change_type = 'gap', null, before_contract_type)
        ) as own_previous_contract_type
    from explained
),

-- What is said of a spell, its first row knows: the known period, or the one that began the spell.
open_or_new as (
    select
        tenant_id,
        valid_from,
        status_code,
        contract_type,
        last_seen_date,
        change_type,
        min(coalesce(known_status_since, valid_from)) over spell as status_since,
        max(own_previous_status_code) over spell as previous_status_code,
        max(own_previous_contract_type) over spell as previous_contract_type
    from spelled
    where last_seen_date >= {{ reopened_day() }}
    window spell as (partition by tenant_id, spell_number order by valid_from rows unbounded preceding)
    union all
    select * from unchanged
),

final as (
    select
        open_or_new.tenant_id,
        last_days.full_name,
        open_or_new.status_code,
        statuses.label_ja as status_ja,
        statuses.label_en as status_en,
        coalesce(statuses.is_active_lease, 0) as is_active_lease,
        open_or_new.contract_type,
        contract_types.label_ja as contract_type_ja,
        coalesce(contract_types.tenant_type, 'unknown') as tenant_type,
        open_or_new.valid_from,
        if(open_or_new.last_seen_date = latest.snapshot_date, null, open_or_new.last_seen_date) as valid_to,
        open_or_new.last_seen_date,
        if(open_or_new.last_seen_date = latest.snapshot_date, 1, 0) as is_current,
        datediff(open_or_new.last_seen_date, open_or_new.valid_from) + 1 as days_in_status,
        open_or_new.change_type,
        open_or_new.status_since,
        open_or_new.previous_status_code,
        open_or_new.previous_contract_type
    from open_or_new
    cross join latest
    left join snapshots as last_days
        on
            last_days.snapshot_date = open_or_new.last_seen_date
            and last_days.tenant_id = open_or_new.tenant_id
    left join statuses on statuses.code = open_or_new.status_code
    left join contract_types on contract_types.code = open_or_new.contract_type
)

select * from final
