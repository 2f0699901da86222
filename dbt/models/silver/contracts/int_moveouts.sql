{{ config(primary_key=['contract_id']) }}

with

contracts as (
    select * from {{ ref('int_contracts') }}
),

aged as (
    select
        contracts.*,
        {{ age_at('birth_date', 'stored_age', 'moveout_date') }} as age
    from contracts
    where is_completed_moveout = 1 and moveout_date is not null
),

final as (
    select
        contract_id,
        tenant_id,
        apartment_id,
        room_id,
        asset_id_hj,
        tenant_type,
        moveout_date,
        move_in_date,
        total_stay_days,
        total_stay_months,
        notice_lead_time_days,
        age,
        {{ rent_range('monthly_rent') }} as rent_range,
        {{ rent_range_order('monthly_rent') }} as rent_range_order,
        {{ age_group('age') }} as age_group,
        {{ tenure_category('total_stay_months') }} as tenure_category,
        moveout_exclusion,
        as_of_date
    from aged
)

select * from final
