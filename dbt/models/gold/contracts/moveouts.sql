{{ config(primary_key=['contract_id']) }}

with

contracts as (
    select * from {{ ref('int_contracts') }}
),

completed_moveouts as (
    select * from {{ ref('int_moveouts') }}
),

final as (
    select
        contracts.contract_id,
        contracts.asset_id_hj,
        contracts.apartment_name,
        contracts.room_number,
        contracts.contract_type_ja as contract_system,
        contracts.contract_channel,
        contracts.original_contract_date,
        contracts.contract_date,
        contracts.contract_start_date,
        contracts.rent_start_date,
        contracts.contract_expiration_date,
        contracts.cancellation_notice_date,
        contracts.moveout_date,
        contracts.is_renewal as renewal_flag,
        contracts.monthly_rent,
        contracts.tenant_type,
        contracts.gender,
        completed_moveouts.age,
        contracts.nationality,
        contracts.occupation_company,
        contracts.residence_status,
        contracts.total_stay_days,
        contracts.total_stay_months,
        contracts.notice_lead_time_days,
        contracts.moveout_reason_ja,
        contracts.moveout_reason_en,
        contracts.latitude,
        contracts.longitude,
        contracts.prefecture,
        contracts.municipality,
        contracts.full_address,
        contracts.created_at,
        contracts.updated_at,
        contracts.as_of_date
    from completed_moveouts
    inner join contracts on contracts.contract_id = completed_moveouts.contract_id
    where completed_moveouts.moveout_exclusion is null
)

select * from final
