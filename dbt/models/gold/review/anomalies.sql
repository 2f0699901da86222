{{ config(primary_key=['anomaly', 'tenant_id', 'moving_id']) }}

with

tenants as (
    select * from {{ ref('stg_tenants') }}
),

statuses as (
    select * from {{ ref('code_tenant_status') }}
),

-- The active list, with the names, which are cleaned of nobody else.
active_tenants as (
    select
        tenants.tenant_id,
        tenants.full_name,
        tenants.birth_date,
        tenants.status_code
    from tenants
    inner join statuses on statuses.code = tenants.status_code
    where statuses.is_in_pipeline = 1
),

-- The moving that speaks for each stay.
stays as (
    select
        stay_movings.moving_id,
        stay_movings.tenant_id,
        stay_movings.apartment_id,
        stay_movings.room_id,
        stay_movings.contract_type_code,
        stay_movings.stay_move_in_date,
        stay_movings.completed_moveout_date,
        if(
            statuses.is_physically_present = 1
            and stay_movings.stay_move_in_date <= {{ as_of_date() }}
            and coalesce(
                stay_movings.completed_moveout_date,
                if(statuses.is_moveout_side = 1, stay_movings.noticed_moveout_date, null),
                date '9999-12-31'
            ) > {{ as_of_date() }},
            1,
            0
        ) as is_present
    from {{ ref('int_stay_movings') }} as stay_movings
    inner join tenants on tenants.tenant_id = stay_movings.tenant_id
    left join statuses on statuses.code = tenants.status_code
    where
        stay_movings.is_valid_contract = 1
        and stay_movings.contract_id = stay_movings.moving_id
        and not coalesce(
            stay_movings.is_completed_moveout = 1
            and stay_movings.moveout_date < stay_movings.stay_move_in_date,
            0
        )
        and not (stay_movings.is_completed_moveout = 1 and stay_movings.moveout_date is null)
),

tenants_of_rooms as (
    -- no_merge here and below: stays and tenants are found once, not once for every list that reads them.
    select /*+ no_merge(stays) */
        room_id,
        count(distinct tenant_id) as related_count
    from stays
    where is_present = 1
    group by room_id
),

rooms_of_tenants as (
    select /*+ no_merge(stays) */
        tenant_id,
        count(distinct room_id) as related_count
    from stays
    where is_present = 1 and not {{ is_corporate('contract_type_code') }}
    group by tenant_id
),

-- A person's stays one after the other; a return to the same room is no switch.
switches as (
    select /*+ no_merge(stays) */
        stays.*,
        lag(room_id) over by_arrival as room_before,
        lag(completed_moveout_date) over by_arrival as left_room_before_on
    from stays
    where stay_move_in_date is not null and not {{ is_corporate('contract_type_code') }}
    window by_arrival as (partition by tenant_id order by stay_move_in_date, moving_id)
),

-- One person with two records in the active list.
records_of_persons as (
    select /*+ no_merge(active_tenants) */
        {{ japanese('full_name') }} as full_name,
        birth_date,
        count(*) as related_count
    from active_tenants
    where full_name is not null and birth_date is not null
    group by {{ japanese('full_name') }}, birth_date
    having count(distinct status_code) > 1
),

found as (
    select /*+ no_merge(stays) */
        'two tenants in a room' as anomaly,
        stays.tenant_id,
        stays.moving_id,
        stays.apartment_id,
        stays.room_id,
        tenants_of_rooms.related_count,
        cast(null as signed) as gap_days
    from stays
    inner join tenants_of_rooms on tenants_of_rooms.room_id = stays.room_id
    where stays.is_present = 1 and tenants_of_rooms.related_count > 1
    union all
    select /*+ no_merge(stays) */
        'tenant in several rooms',
        stays.tenant_id,
        stays.moving_id,
        stays.apartment_id,
        stays.room_id,
        rooms_of_tenants.related_count,
        null
    from stays
    inner join rooms_of_tenants on rooms_of_tenants.tenant_id = stays.tenant_id
    where
        stays.is_present = 1
        and not {{ is_corporate('stays.contract_type_code') }}
        and rooms_of_tenants.related_count > 1
    union all
    select
        if(stay_move_in_date < left_room_before_on, 'overlap of a switch', 'gap of a switch'),
        tenant_id,
        moving_id,
        apartment_id,
        room_id,
        2,
        datediff(stay_move_in_date, left_room_before_on)
    from switches
    where
        room_before <> room_id
        and stay_move_in_date between date_sub({{ as_of_date() }}, interval {{ var('anomaly_switch_months') }} month)
            and {{ as_of_date() }}
        and (
            stay_move_in_date < left_room_before_on
            or datediff(stay_move_in_date, left_room_before_on) > {{ var('anomaly_switch_gap_days') }}
        )
    union all
    select /*+ no_merge(active_tenants) */
        'two statuses',
        active_tenants.tenant_id,
        0,
        null,
        null,
        records_of_persons.related_count,
        null
    from active_tenants
    inner join records_of_persons
        on
            records_of_persons.full_name = active_tenants.full_name
            and records_of_persons.birth_date = active_tenants.birth_date
),

final as (
    select
        found.anomaly,
        found.tenant_id,
        found.moving_id,
        found.apartment_id,
        found.room_id,
        tenants.status_code,
        found.related_count,
        found.gap_days,
        count(*) over (partition by found.anomaly) as rows_of_anomaly,
        if(count(*) over (partition by found.anomaly) > {{ var('anomaly_tolerance') }}, 1, 0) as is_above_tolerance,
        {{ as_of_date() }} as as_of_date
    from found
    inner join tenants on tenants.tenant_id = found.tenant_id
)

select * from final
