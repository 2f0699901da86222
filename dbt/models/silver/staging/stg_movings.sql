with

movings as (
    select * from {{ source('staging', 'movings') }}
),

contract_types as (
    select * from {{ ref('code_contract_type') }}
),

final as (
    select
        movings.id as moving_id,
        movings.tenant_id,
        movings.apartment_id,
        movings.room_id,
        movings.moving_agreement_type as contract_type_code,
        contract_types.label_ja as contract_type_ja,
        contract_types.label_en as contract_type_en,
        coalesce(contract_types.tenant_type, 'unknown') as tenant_type,
        {{ clean_date('movings.movein_decided_date') }} as contract_date,
        {{ clean_date('movings.movein_date') }} as contract_start_date,
        {{ clean_date('movings.original_movein_date') }} as original_contract_date,
        -- The first day in the room: renewals move the contract's start, not the person.
        coalesce(
            least({{ clean_date('movings.original_movein_date') }}, {{ clean_date('movings.movein_date') }}),
            {{ clean_date('movings.movein_date') }},
            {{ clean_date('movings.original_movein_date') }}
        ) as move_in_date,
        {{ clean_date('movings.rent_start_date') }} as rent_start_date,
        {{ clean_date('movings.expiration_date') }} as contract_expiration_date,
        {{ clean_date('movings.moveout_receipt_date') }} as cancellation_notice_date,
        {{ safe_moveout_date(
            'movings.moveout_date_integrated', 'movings.moveout_plans_date', 'movings.moveout_date'
        ) }} as moveout_date,
        {{ clean_date('movings.moveout_date_integrated') }} as moveout_date_integrated,
        {{ clean_date('movings.moveout_plans_date') }} as moveout_plans_date,
        {{ clean_date('movings.moveout_date') }} as last_rent_date,
        case movings.move_renew_flag when 1 then 'Yes' when 0 then 'No' end as is_renewal,
        if(movings.cancel_flag = 0, 1, 0) as is_valid_contract,
        if(movings.is_moveout = 1, 1, 0) as is_completed_moveout,
        movings.rent as monthly_rent,
        movings.condo_fee,
        movings.administrative_fee,
        movings.moveout_fee,
        {{ jst('movings.created_at') }} as created_at,
        {{ jst('movings.updated_at') }} as updated_at
    from movings
    left join contract_types on contract_types.code = movings.moving_agreement_type
)

select * from final
