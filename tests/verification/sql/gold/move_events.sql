-- "movein for contracts that are not cancelled with move_in_date, moveout for completed move-outs with moveout_date,
-- each between 2018-01-01 and the as-of day, whatever rent and coordinates; a contract whose move-out is done before
-- move_in_date (a no-show) is neither."
with events as (
    select 'movein' as event_type, move_in_date as event_date, *
    from contracts
    where is_valid_contract = 1
    union all by name
    select 'moveout' as event_type, moveout_date as event_date, *
    from contracts
    where is_completed_moveout = 1
),

aged as (
    select *, age_at(event_date, birth_date, stored_age) as age
    from events
    where
        event_date between date '2018-01-01' and getvariable('as_of')
        and not coalesce(is_completed_moveout = 1 and moveout_date < move_in_date, false)
)

select
    event_type || '-' || contract_id as event_id,
    event_type,
    contract_id,
    event_date,
    date_trunc('week', event_date)::date as week_start,
    date_trunc('month', event_date)::date as month_start,
    tenant_type,
    asset_id_hj,
    apartment_name,
    prefecture,
    municipality,
    latitude,
    longitude,
    monthly_rent,
    rent_range(monthly_rent) as rent_range,
    gender,
    age,
    age_group(age) as age_group,
    nationality,
    getvariable('as_of') as as_of_date
from aged
