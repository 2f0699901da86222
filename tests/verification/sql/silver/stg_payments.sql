-- "The payments of the source for the rent of the last 12 complete months before the as-of day (target_month), renamed."
select
    id::bigint as payment_id,
    moving_id::bigint as moving_id,
    date_trunc('month', day_or_null(target_month))::date as month_start,
    amount::decimal(20, 2) as billed_jpy,
    paid_amount::decimal(20, 2) as paid_jpy
from raw.payments
where date_diff('month', day_or_null(target_month), getvariable('as_of')) between 1 and 12
