{{ config(primary_key=['contract_id']) }}

with

listed as (
    select * from {{ ref('moveouts') }}
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
        cancellation_notice_date,
        moveout_date,
        renewal_flag,
        1 as listed_moveouts,
        monthly_rent,
        {{ rent_tier('monthly_rent') }} as rent_tier,
        tenant_type,
        coalesce(gender, 'Unknown') as gender,
        age,
        {{ age_group('age') }} as age_group,
        coalesce(nationality, 'Unknown') as nationality,
        occupation_company,
        residence_status,
        total_stay_days,
        total_stay_months,
        {{ tenure_band('total_stay_months') }} as tenure_band,
        monthly_rent * total_stay_months as revenue,
        notice_lead_time_days,
        {{ notice_band('notice_lead_time_days') }} as notice_band,
        coalesce(moveout_reason_ja, '未設定') as moveout_reason_ja,
        coalesce(moveout_reason_en, 'Unknown') as moveout_reason_en,
        latitude,
        longitude,
        prefecture,
        coalesce(municipality, 'Unknown') as municipality,
        full_address,
        {{ is_in_as_of_month('moveout_date') }} as is_as_of_month,
        case
            when moveout_date > last_day(date_sub({{ as_of_date() }}, interval 24 month)) then 1
            else 0
        end as is_last_24_months,
        as_of_date
    from listed
)

select * from final
