{{ config(materialized='atomic_view') }}

with

payments as (
    select * from {{ source('staging', 'payments') }}
    -- The source's index on this column finds the months that are looked at, of payments since 2018.
    where
        target_month >= {{ rent_roll_start() }}
        and target_month < {{ first_of_month(as_of_date()) }}
),

final as (
    select
        id as payment_id,
        moving_id,
        {{ first_of_month('target_month') }} as month_start,
        amount as billed_jpy,
        paid_amount as paid_jpy
    from payments
)

select * from final
