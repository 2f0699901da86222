{{ config(primary_key=['contract_id']) }}

with

listed as (
    select * from {{ ref('moveout_notices') }}
),

final as (
    select
        contract_id,
        asset_id_hj,
        apartment_name,
        room_number,
        contract_system,
        contract_channel,
        original_contract_date,
        contract_date,
        contract_start_date,
        rent_start_date,
        contract_expiration_date,
        notice_received_date,
        planned_moveout_date,
        1 as listed_notices,
        notice_lead_time_days,
        {{ notice_band('notice_lead_time_days') }} as notice_band,
        moveout_status,
        is_overdue,
        renewal_flag,
        monthly_rent,
        {{ rent_tier('monthly_rent') }} as rent_tier,
        tenant_type,
        coalesce(gender, 'Unknown') as gender,
        age,
        {{ age_group('age') }} as age_group,
        coalesce(nationality, 'Unknown') as nationality,
        occupation_company,
        residence_status,
        coalesce(moveout_reason_ja, '未設定') as moveout_reason_ja,
        coalesce(moveout_reason_en, 'Unknown') as moveout_reason_en,
        latitude,
        longitude,
        prefecture,
        coalesce(municipality, 'Unknown') as municipality,
        full_address,
        as_of_date
    from listed
)

select * from final
