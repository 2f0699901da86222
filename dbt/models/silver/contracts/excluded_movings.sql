{{ config(primary_key=['moving_id']) }}

with

movings as (
    select * from {{ ref('stg_movings') }}
),

contracts as (
    select contract_id from {{ ref('int_contracts') }}
),

stay_movings as (
    select moving_id, contract_id from {{ ref('int_stay_movings') }}
),

tenants as (
    select tenant_id from {{ ref('last_known_tenants') }}
),

apartments as (
    select apartment_id from {{ ref('last_known_apartments') }}
),

rooms as (
    select room_id from {{ ref('last_known_rooms') }}
),

final as (
    select
        movings.moving_id,
        movings.tenant_id,
        movings.apartment_id,
        movings.room_id,
        case
            when tenants.tenant_id is null then 'tenant_missing'
            when apartments.apartment_id is null then 'apartment_missing'
            when rooms.room_id is null then 'room_missing'
            when movings.is_valid_contract = 0 then 'superseded_cancelled'
            else 'superseded'
        end as exclusion_reason,
        successors.contract_id as superseded_by_contract_id,
        {{ as_of_date() }} as as_of_date
    from movings
    left join contracts on contracts.contract_id = movings.moving_id
    left join tenants on tenants.tenant_id = movings.tenant_id
    left join apartments on apartments.apartment_id = movings.apartment_id
    left join rooms on rooms.room_id = movings.room_id
    left join stay_movings on stay_movings.moving_id = movings.moving_id
    left join contracts as successors on successors.contract_id = stay_movings.contract_id
    where contracts.contract_id is null
)

select * from final
