{{ config(primary_key=['event_type', 'contract_id']) }}

with

contracts as (
    select * from {{ ref('int_contracts') }}
),

completed_moveouts as (
    select * from {{ ref('int_moveouts') }}
),

events as (
    select
        'movein' as event_type,
        contract_id,
        move_in_date as event_date,
        {{ age_at('birth_date', 'stored_age', 'move_in_date') }} as age
    from contracts
    where movein_exclusion is null
    union all
    select
        'moveout',
        contract_id,
        moveout_date,
        age
    from completed_moveouts
    where
        moveout_date between {{ min_valid_date() }} and {{ as_of_date() }}
        and coalesce(moveout_date >= move_in_date, true)
),

final as (
    select
        concat(events.event_type, '-', events.contract_id) as event_id,
        events.event_type,
        events.contract_id,
        events.event_date,
        date_sub(events.event_date, interval weekday(events.event_date) day) as week_start,
        date_sub(events.event_date, interval dayofmonth(events.event_date) - 1 day) as month_start,
        contracts.tenant_type,
        contracts.asset_id_hj,
        contracts.apartment_name,
        contracts.prefecture,
        contracts.municipality,
        contracts.latitude,
        contracts.longitude,
        contracts.monthly_rent,
        {{ rent_range('contracts.monthly_rent') }} as rent_range,
        contracts.gender,
        events.age,
        {{ age_group('events.age') }} as age_group,
        contracts.nationality,
        contracts.as_of_date
    from events
    inner join contracts on contracts.contract_id = events.contract_id
)

select * from final
