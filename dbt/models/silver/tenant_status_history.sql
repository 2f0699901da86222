{{ config(
    materialized='incremental',
    replace_where='reopened_periods_condition',
    lookback_days=0,
    batch_days=31,
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

{%- set first_day = first_day_bound(history_first_day()) %}
{%- set last_day = last_day_bound(as_of_day()) %}
{%- set reopened_day = reopened_day_bound(history_reopened_day()) %}

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
    select distinct snapshot_date
    from snapshots
    where snapshot_date <= {{ last_day }}
),

calendar as (
    select
        snapshot_date,
        lag(snapshot_date) over (order by snapshot_date) as previous_snapshot_date
    from snapshot_days
),

-- On the merge day the source put several contract types into code 1. What a tenant had before is what he still has.
types_before_merge as (
    select
        tenant_id,
        contract_type
    from snapshots
    where
        snapshot_date = (
            select max(snapshot_date) from snapshot_days
            where snapshot_date < date '{{ var("contract_type_merge_date") }}'
        )
        and contract_type in ({{ var('contract_type_merged_codes') | join(', ') }})
),

observed as (
    select
        snapshots.tenant_id,
        snapshots.snapshot_date,
        calendar.previous_snapshot_date,
        snapshots.status_code,
        if(
            snapshots.snapshot_date >= date '{{ var("contract_type_merge_date") }}' and snapshots.contract_type = 1,
            coalesce(types_before_merge.contract_type, 1),
            snapshots.contract_type
        ) as contract_type,
        snapshots.full_name,
        -- Text: an aggregate over dates that are all NULL becomes a zero date here, which strict mode refuses.
        cast(null as char(10)) as opened_on,
        cast(null as char(20)) as opened_by,
        cast(null as char(10)) as opened_status_since,
        cast(null as signed) as opened_previous_status_code,
        cast(null as signed) as opened_previous_contract_type
    from snapshots
    inner join calendar on calendar.snapshot_date = snapshots.snapshot_date
    left join types_before_merge on types_before_merge.tenant_id = snapshots.tenant_id
    where snapshots.snapshot_date >= {{ first_day }} and snapshots.snapshot_date <= {{ last_day }}
),

-- Each tenant's last period before the days that are read, as it stood then: one observation that stands for it.
last_periods as (
    select
        tenant_id,
        max(valid_from) as valid_from
    from {{ periods_so_far() }}
    where valid_from < {{ first_day }}
    group by tenant_id
),

known as (
    select
        periods.tenant_id,
        least(periods.last_seen_date, {{ reopened_day }}) as snapshot_date,
        cast(null as date) as previous_snapshot_date,
        periods.status_code,
        periods.contract_type,
        if(
            periods.last_seen_date <= {{ reopened_day }},
            periods.full_name,
            (
                select snapshots.full_name from snapshots
                where
                    snapshots.tenant_id = periods.tenant_id
                    and snapshots.snapshot_date between periods.valid_from and {{ reopened_day }}
                    and snapshots.full_name is not null
                order by snapshots.snapshot_date desc
                limit 1
            )
        ) as full_name,
        cast(periods.valid_from as char(10)) as opened_on,
        periods.change_type as opened_by,
        cast(periods.status_since as char(10)) as opened_status_since,
        periods.previous_status_code as opened_previous_status_code,
        periods.previous_contract_type as opened_previous_contract_type
    from last_periods
    inner join {{ periods_so_far() }} as periods
        on periods.tenant_id = last_periods.tenant_id and periods.valid_from = last_periods.valid_from
),

observations as (
    select * from observed
    union all
    select * from known
),

compared as (
    select
        observations.*,
        lag(snapshot_date) over tenant_days as before_date,
        lag(status_code) over tenant_days as before_status_code,
        lag(contract_type) over tenant_days as before_contract_type
    from observations
    window tenant_days as (partition by tenant_id order by snapshot_date)
),

-- A period ends where the status or the contract type changes, and before each day without the tenant.
numbered as (
    select
        compared.*,
        sum(
            before_date is null
            or before_date <> date_sub(snapshot_date, interval 1 day)
            or before_status_code <> status_code
            or before_contract_type <> contract_type
        ) over (partition by tenant_id order by snapshot_date) as period_number,
        case
            when opened_on is not null then opened_by
            when before_date is null then 'first_seen'
            when
                before_date <> date_sub(snapshot_date, interval 1 day)
                and before_date <> previous_snapshot_date then 'returned'
            when before_status_code <> status_code and before_contract_type <> contract_type then 'status_and_contract'
            when before_status_code <> status_code then 'status'
            when before_contract_type <> contract_type then 'contract'
            when before_date <> date_sub(snapshot_date, interval 1 day) then 'gap'
        end as change_type
    from compared
),

periods as (
    select
        tenant_id,
        period_number,
        min(status_code) as status_code,
        min(contract_type) as contract_type,
        coalesce(cast(min(opened_on) as date), min(snapshot_date)) as valid_from,
        max(snapshot_date) as last_seen_date,
        max(change_type) as change_type,
        -- The last name that was not masked: the date before it decides, and is cut off again.
        substring(max(concat(snapshot_date, full_name)), 11) as full_name,
        cast(min(opened_status_since) as date) as opened_status_since,
        max(if(change_type in ('status', 'contract', 'status_and_contract', 'returned'),
            coalesce(before_status_code, opened_previous_status_code), null)) as previous_status_code,
        max(if(change_type in ('status', 'contract', 'status_and_contract', 'returned'),
            coalesce(before_contract_type, opened_previous_contract_type), null)) as previous_contract_type,
        max(opened_previous_status_code) as opened_previous_status_code,
        max(opened_previous_contract_type) as opened_previous_contract_type
    from numbered
    group by tenant_id, period_number
),

-- Periods of one status that only gaps divide are one spell.
spelled as (
    select
        periods.*,
        sum(change_type <> 'gap') over (partition by tenant_id order by period_number) as spell_number
    from periods
),

final as (
    select
        spelled.tenant_id,
        spelled.full_name,
        spelled.status_code,
        statuses.label_ja as status_ja,
        statuses.label_en as status_en,
        coalesce(statuses.is_active_lease, 0) as is_active_lease,
        spelled.contract_type,
        contract_types.label_ja as contract_type_ja,
        coalesce(contract_types.tenant_type, 'unknown') as tenant_type,
        spelled.valid_from,
        if(spelled.last_seen_date = latest.snapshot_date, null, spelled.last_seen_date) as valid_to,
        spelled.last_seen_date,
        if(spelled.last_seen_date = latest.snapshot_date, 1, 0) as is_current,
        datediff(spelled.last_seen_date, spelled.valid_from) + 1 as days_in_status,
        spelled.change_type,
        min(coalesce(spelled.opened_status_since, spelled.valid_from)) over spell as status_since,
        max(coalesce(spelled.previous_status_code, spelled.opened_previous_status_code)) over spell
            as previous_status_code,
        max(coalesce(spelled.previous_contract_type, spelled.opened_previous_contract_type)) over spell
            as previous_contract_type
    from spelled
    cross join (select max(snapshot_date) as snapshot_date from snapshot_days) as latest
    left join statuses on statuses.code = spelled.status_code
    left join contract_types on contract_types.code = spelled.contract_type
    where spelled.last_seen_date >= {{ reopened_day }}
    window spell as (partition by spelled.tenant_id, spelled.spell_number)
)

select * from final
