with

movings as (
    select * from {{ source('staging', 'movings') }}
),

final as (
    select
        id as moving_id,
        tenant_id,
        apartment_id,
        room_id,
        moving_agreement_type as contract_type_code,
        {{ clean_date('movein_decided_date') }} as contract_date,
        {{ clean_date('movein_date') }} as contract_start_date,
        {{ clean_date('original_movein_date') }} as original_contract_date,
        -- The first day in the room: renewals move the contract's start, not the person.
        coalesce(
            least({{ clean_date('original_movein_date') }}, {{ clean_date('movein_date') }}),
            {{ clean_date('movein_date') }},
            {{ clean_date('original_movein_date') }}
        ) as move_in_date,
        {{ clean_date('rent_start_date') }} as rent_start_date,
        {{ clean_date('expiration_date') }} as contract_expiration_date,
        {{ clean_date('moveout_receipt_date') }} as cancellation_notice_date,
        {{ safe_moveout_date(
            'moveout_date_integrated', 'moveout_plans_date', 'moveout_date'
        ) }} as moveout_date,
        {{ clean_date('moveout_date_integrated') }} as moveout_date_integrated,
        {{ clean_date('moveout_plans_date') }} as moveout_plans_date,
        {{ clean_date('moveout_date') }} as last_rent_date,
        case move_renew_flag when 1 then 'Yes' when 0 then 'No' end as is_renewal,
        if(cancel_flag = 0, 1, 0) as is_valid_contract,
        if(is_moveout = 1, 1, 0) as is_completed_moveout,
        rent as monthly_rent,
        condo_fee,
        administrative_fee,
        moveout_fee,
        {{ jst('created_at') }} as created_at,
        {{ jst('updated_at') }} as updated_at
    from movings
)

select * from final
