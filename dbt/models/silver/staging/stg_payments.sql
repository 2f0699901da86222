{{ config(materialized='atomic_view') }}

{% set columns = ['id', 'moving_id', 'target_month', 'amount', 'paid_amount'] %}

with

payments as (
    {% if has_columns(source('staging', 'payments'), columns) %}
    select {{ columns | join(', ') }} from {{ source('staging', 'payments') }}
    -- A range of the column as it is: an index on it, as the sample's table has, finds these months among all years.
    where
        target_month >= {{ rent_roll_start() }}
        and target_month < {{ first_of_month(as_of_date()) }}
    {% else %}
    select
        cast(null as unsigned) as id,
        cast(null as unsigned) as moving_id,
        cast(null as date) as target_month,
        cast(null as decimal(12, 0)) as amount,
        cast(null as decimal(12, 0)) as paid_amount
    where false
    {% endif %}
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
