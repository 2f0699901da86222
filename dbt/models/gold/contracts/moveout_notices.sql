{{ config(primary_key=['contract_id']) }}

with

contracts as (
    select * from {{ ref('int_contracts') }}
),

-- Built anew from the contracts on every run: late notices appear, changed dates change, old ones leave.
final as (
    select
        contract_id,
        asset_id_hj,
        apartment_name,
        room_number,
        contract_type_ja as contract_system,
        contract_channel,
        original_contract_date,
        contract_date,
        contract_start_date,
        rent_start_date,
        contract_expiration_date,
        cancellation_notice_date as notice_received_date,
        moveout_date as planned_moveout_date,
        notice_lead_time_days,
        if(is_completed_moveout = 1, 'Completed', 'Pending') as moveout_status,
        -- The leaving day has passed and the source does not call the move-out done.
        if(
            is_completed_moveout = 0
            and coalesce(moveout_date < as_of_date and moveout_date >= cancellation_notice_date, false),
            1, 0
        ) as is_overdue,
        is_renewal as renewal_flag,
        monthly_rent,
        tenant_type,
        gender,
        {{ age_at('birth_date', 'stored_age', 'cancellation_notice_date') }} as age,
        nationality,
        occupation_company,
        residence_status,
        moveout_reason_ja,
        moveout_reason_en,
        latitude,
        longitude,
        prefecture,
        municipality,
        full_address,
        created_at,
        updated_at,
        as_of_date
    from contracts
    where moveout_notice_exclusion is null
)

select * from final
