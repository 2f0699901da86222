{{ config(primary_key=['review_list', 'finding', 'tenant_id', 'moving_id']) }}

with

movings as (
    select * from {{ ref('stg_movings') }}
),

contract_types as (
    select * from {{ ref('code_contract_type') }}
),

statuses as (
    select * from {{ ref('code_tenant_status') }}
),

apartments as (
    select * from {{ ref('int_apartments') }}
),

rooms as (
    select * from {{ ref('int_rooms') }}
),

listed as (
    select
        'anomaly' as review_list,
        anomaly as finding,
        tenant_id,
        moving_id,
        status_code,
        gap_days,
        is_above_tolerance
    from {{ ref('anomalies') }}
    union all
    select
        'no room',
        reason,
        tenant_id,
        coalesce(moving_id, 0),
        status_code,
        null,
        null
    from {{ ref('residents_without_room') }}
    union all
    select
        'not stated',
        case
            when is_gender_missing = 0 then 'nationality'
            when is_nationality_missing = 0 then 'gender'
            else 'nationality and gender'
        end,
        tenant_id,
        coalesce(moving_id, 0),
        status_code,
        null,
        null
    from {{ ref('tenants_to_review') }}
),

final as (
    select
        listed.review_list,
        listed.finding,
        listed.tenant_id,
        listed.moving_id,
        statuses.label_en as status_en,
        coalesce(contract_types.tenant_type, 'unknown') as tenant_type,
        apartments.asset_id_hj,
        apartments.apartment_name,
        rooms.room_number,
        movings.move_in_date,
        listed.gap_days,
        listed.is_above_tolerance,
        1 as rows_to_review,
        {{ as_of_date() }} as as_of_date
    from listed
    left join statuses on statuses.code = listed.status_code
    left join movings on movings.moving_id = listed.moving_id
    left join contract_types on contract_types.code = movings.contract_type_code
    left join apartments on apartments.apartment_id = movings.apartment_id
    left join rooms on rooms.room_id = movings.room_id
)

select * from final
