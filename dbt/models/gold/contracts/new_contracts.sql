{{ config(primary_key=['contract_id']) }}

with

contracts as (
    select * from {{ ref('int_contracts') }}
),

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
        is_renewal as renewal_flag,
        monthly_rent,
        tenant_type,
        gender,
        {{ age_at('birth_date', 'stored_age', 'contract_date') }} as age,
        nationality,
        occupation_company,
        residence_status,
        latitude,
        longitude,
        prefecture,
        municipality,
        full_address,
        created_at,
        updated_at,
        as_of_date
    from contracts
    where new_contract_exclusion is null
)

select * from final
