{{ config(primary_key=['month_start', 'tenant_type']) }}

with

movings as (
    select
        moving_id,
        contract_id,
        first_moving_id,
        tenant_id,
        tenant_type,
        is_completed_moveout,
        moveout_date,
        noticed_moveout_date,
        stay_move_in_date,
        monthly_rent,
        coalesce(contract_start_date, move_in_date) as first_day,
        lead(coalesce(contract_start_date, move_in_date)) over (
            partition by tenant_id, apartment_id, room_id, stay_number
            order by
                coalesce(contract_start_date, move_in_date) is null,
                coalesce(contract_start_date, move_in_date),
                moving_id
        ) as next_first_day
    from {{ ref('int_stay_movings') }}
    where is_valid_contract = 1
),

contracts as (
    select
        moving_id,
        contract_id
    from {{ ref('int_stay_movings') }}
),

tenants as (
    select
        tenants.tenant_id,
        statuses.is_physically_present,
        statuses.is_moveout_side
    from {{ ref('stg_tenants') }} as tenants
    inner join {{ ref('code_tenant_status') }} as statuses on statuses.code = tenants.status_code
),

payments as (
    select * from {{ ref('stg_payments') }}
),

months as (
    select
        date_add({{ rent_roll_start() }}, interval (ones.n + 10 * tens.n) month) as month_start,
        last_day(date_add({{ rent_roll_start() }}, interval (ones.n + 10 * tens.n) month)) as month_end
    from {{ digits() }} as ones
    cross join {{ digits() }} as tens
    where
        ones.n + 10 * tens.n < {{ var('rent_roll_months') }}
        and exists (select 1 from {{ ref('stg_payments') }})
),

-- When each stay ends, by what is known today. NULL: nobody was there, or it is not known until when.
stays as (
    select
        movings.contract_id,
        movings.tenant_type,
        case
            when movings.is_completed_moveout = 1 then movings.moveout_date
            when tenants.is_moveout_side = 1 and movings.noticed_moveout_date is not null
                then movings.noticed_moveout_date
            when tenants.is_physically_present = 1 then date '9999-12-31'
            else movings.moveout_date
        end as leaving_date
    from movings
    left join tenants on tenants.tenant_id = movings.tenant_id
    where movings.moving_id = movings.contract_id
),

-- The days of each contract: at 00:00 of the day of arrival the room is not let yet, of the leaving day it still is.
terms as (
    -- no_merge here and below: each list is worked out once, not once for every month and type.
    select /*+ no_merge(stays) */
        movings.contract_id,
        movings.monthly_rent,
        if(
            movings.moving_id = movings.first_moving_id,
            date_add(movings.stay_move_in_date, interval 1 day),
            greatest(movings.first_day, date_add(movings.stay_move_in_date, interval 1 day))
        ) as first_rent_day,
        least(
            stays.leaving_date, coalesce(date_sub(movings.next_first_day, interval 1 day), stays.leaving_date)
        ) as last_rent_day
    from movings
    inner join stays on stays.contract_id = movings.contract_id
    where movings.monthly_rent > 0
),

rents as (
    select /*+ no_merge(terms) */
        months.month_start,
        terms.contract_id,
        {{ ratio(
            'sum(terms.monthly_rent * (datediff(least(terms.last_rent_day, months.month_end), '
            ~ 'greatest(terms.first_rent_day, months.month_start)) + 1))',
            'max(dayofmonth(months.month_end))',
            'decimal(12, 0)'
        ) }} as rent_jpy
    from months
    inner join terms
        on
            terms.first_rent_day <= months.month_end
            and terms.last_rent_day >= months.month_start
            and terms.first_rent_day <= terms.last_rent_day
    group by months.month_start, terms.contract_id
),

bills as (
    select
        payments.month_start,
        coalesce(contracts.contract_id, 0) as contract_id,
        sum(payments.billed_jpy) as billed_jpy,
        sum(payments.paid_jpy) as paid_jpy
    from payments
    left join contracts on contracts.moving_id = payments.moving_id
    group by payments.month_start, contract_id
),

-- A stay in the roll without a bill, a bill without a stay, or both.
compared as (
    select
        rents.month_start,
        rents.contract_id,
        rents.rent_jpy,
        bills.billed_jpy,
        bills.paid_jpy
    from rents
    left join bills on bills.month_start = rents.month_start and bills.contract_id = rents.contract_id
    union all
    select
        bills.month_start,
        bills.contract_id,
        null,
        bills.billed_jpy,
        bills.paid_jpy
    from bills
    left join rents on rents.month_start = bills.month_start and rents.contract_id = bills.contract_id
    where rents.contract_id is null
),

types as (
    select 'all' as tenant_type
    union all
    select 'individual'
    union all
    select 'corporate'
    union all
    select 'unknown'
),

typed as (
    select /*+ no_merge(stays) */
        compared.*,
        coalesce(stays.tenant_type, 'unknown') as tenant_type
    from compared
    left join stays on stays.contract_id = compared.contract_id
),

summed as (
    select /*+ no_merge(typed) */
        months.month_start,
        types.tenant_type,
        count(typed.rent_jpy) as stays_in_rent_roll,
        coalesce(sum(typed.rent_jpy), 0) as rent_roll_jpy,
        cast(coalesce(sum(typed.rent_jpy is not null and typed.billed_jpy is null), 0) as signed) as stays_not_billed,
        coalesce(sum(if(typed.billed_jpy is null, typed.rent_jpy, 0)), 0) as not_billed_jpy,
        coalesce(sum(typed.billed_jpy - typed.rent_jpy), 0) as billed_otherwise_jpy,
        coalesce(sum(if(typed.rent_jpy is null, typed.billed_jpy, 0)), 0) as billed_without_stay_jpy,
        coalesce(sum(typed.billed_jpy), 0) as billed_jpy,
        coalesce(sum(typed.paid_jpy), 0) as paid_jpy
    from months
    cross join types
    left join typed
        on
            typed.month_start = months.month_start
            and types.tenant_type in (typed.tenant_type, 'all')
    group by months.month_start, types.tenant_type
),

final as (
    select
        month_start,
        tenant_type,
        if(tenant_type = 'all', 1, 0) as is_portfolio,
        stays_in_rent_roll,
        rent_roll_jpy,
        stays_not_billed,
        not_billed_jpy,
        billed_otherwise_jpy,
        billed_without_stay_jpy,
        billed_jpy,
        billed_jpy - paid_jpy as unpaid_jpy,
        paid_jpy,
        {{ growth('billed_jpy', 'rent_roll_jpy') }} as billed_difference,
        {{ growth('paid_jpy', 'rent_roll_jpy') }} as paid_difference,
        if(
            tenant_type = 'all'
            and greatest(abs(billed_jpy - rent_roll_jpy), abs(paid_jpy - rent_roll_jpy)) * 100
            > rent_roll_jpy * {{ var('rent_roll_alarm_percent') }},
            1,
            0
        ) as is_beyond_alarm,
        {{ as_of_date() }} as as_of_date
    from summed
)

select * from final
