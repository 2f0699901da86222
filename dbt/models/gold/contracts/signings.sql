{{ config(primary_key=['moving_id']) }}

with

stay_movings as (
    select * from {{ ref('int_stay_movings') }}
),

final as (
    select
        moving_id,
        contract_date as signing_date,
        signing_kind,
        tenant_type,
        tenant_id,
        apartment_id,
        room_id,
        stay_number,
        contract_start_date,
        monthly_rent,
        as_of_date
    from stay_movings
    where
        signing_kind is not null
        and contract_date between {{ min_valid_date() }} and {{ as_of_date() }}
)

select * from final
