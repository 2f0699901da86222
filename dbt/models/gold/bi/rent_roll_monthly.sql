{{ config(primary_key=['month_start', 'tenant_type']) }}

with

movings as (
    select
        int_stay_movings.*,
        coalesce(contract_start_date, move_in_date) as first_day
    from {{ ref('int_stay_movings') }} as int_stay_movings
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
        case
            when movings.is_completed_moveout = 1 then movings.moveout_date
            when tenants.is_moveout_side = 1 and movings.noticed_moveout_date is not null
                then movings.noticed_moveout_date
            when tenants.is_physically_present = 1 then date '9999-12-31'
            else movings.moveout_date
        end as leaving_date
    from movings
    left join tenants on tenants.tenant_id = movings.tenant_id
    where movings.is_valid_contract = 1 and movings.moving_id = movings.contract_id
),

-- The days of each contract: at 00:00 of the day of arrival the room is not let yet, of the leaving day it still is.
-- A stay that ended before the first month is in none.
terms_begun as (
    -- no_merge here and below: each list is worked out once, not once for every moving or month.
    select /*+ no_merge(stays) */
        movings.contract_id,
        movings.monthly_rent,
        if(
            movings.moving_id = movings.first_moving_id,
            date_add(movings.stay_move_in_date, interval 1 day),
            greatest(movings.first_day, date_add(movings.stay_move_in_date, interval 1 day))
        ) as first_rent_day,
        stays.leaving_date,
        lead(movings.first_day) over (
            partition by movings.contract_id
            order by movings.first_day is null, movings.first_day, movings.moving_id
        ) as next_first_day
    from movings
    inner join stays on stays.contract_id = movings.contract_id
    where movings.is_valid_contract = 1 and stays.leaving_date >= {{ rent_roll_start() }}
),

terms as (
    select
        contract_id,
        monthly_rent,
        first_rent_day,
        least(leaving_date, coalesce(date_sub(next_first_day, interval 1 day), leaving_date)) as last_rent_day
    from terms_begun
    where monthly_rent > 0
),

-- The rent of a stay's contracts in a month, and its bills: one list, so that a stay in the roll without a bill and a
-- bill without a stay are found as well as those with both.
amounts as (
    select /*+ no_merge(months) no_merge(terms) */
        months.month_start,
        terms.contract_id,
        terms.monthly_rent * (
            datediff(least(terms.last_rent_day, months.month_end), greatest(terms.first_rent_day, months.month_start))
            + 1
        ) as rent_times_days,
        null as billed_jpy,
        null as paid_jpy
    from months
    inner join terms
        on
            terms.first_rent_day <= months.month_end
            and terms.last_rent_day >= months.month_start
            and terms.first_rent_day <= terms.last_rent_day
    union all
    -- no_join_index here and below: the movings are read once, which costs less than a look-up for each bill.
    select /*+ no_join_index(contracts) */
        payments.month_start,
        coalesce(contracts.contract_id, 0),
        null,
        payments.billed_jpy,
        payments.paid_jpy
    from payments
    left join {{ ref('int_stay_movings') }} as contracts on contracts.moving_id = payments.moving_id
),

compared as (
    select
        month_start,
        contract_id,
        {{ ratio('sum(rent_times_days)', 'dayofmonth(last_day(month_start))', 'decimal(12, 0)') }} as rent_jpy,
        sum(billed_jpy) as billed_jpy,
        sum(paid_jpy) as paid_jpy
    from amounts
    group by month_start, contract_id
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
    select /*+ no_join_index(contracts) */
        compared.*,
        if(contracts.is_valid_contract = 1, contracts.tenant_type, 'unknown') as tenant_type
    from compared
    left join {{ ref('int_stay_movings') }} as contracts on contracts.moving_id = compared.contract_id
),

-- Each type, and all of them in the row of the roll-up.
sums as (
    select
        month_start,
        coalesce(tenant_type, 'all') as tenant_type,
        count(rent_jpy) as stays_in_rent_roll,
        sum(rent_jpy) as rent_roll_jpy,
        sum(rent_jpy is not null and billed_jpy is null) as stays_not_billed,
        sum(if(billed_jpy is null, rent_jpy, 0)) as not_billed_jpy,
        sum(billed_jpy - rent_jpy) as billed_otherwise_jpy,
        sum(if(rent_jpy is null, billed_jpy, 0)) as billed_without_stay_jpy,
        sum(billed_jpy) as billed_jpy,
        sum(paid_jpy) as paid_jpy
    from typed
    group by month_start, tenant_type with rollup
),

summed as (
    select
        months.month_start,
        types.tenant_type,
        coalesce(sums.stays_in_rent_roll, 0) as stays_in_rent_roll,
        coalesce(sums.rent_roll_jpy, 0) as rent_roll_jpy,
        cast(coalesce(sums.stays_not_billed, 0) as signed) as stays_not_billed,
        coalesce(sums.not_billed_jpy, 0) as not_billed_jpy,
        coalesce(sums.billed_otherwise_jpy, 0) as billed_otherwise_jpy,
        coalesce(sums.billed_without_stay_jpy, 0) as billed_without_stay_jpy,
        coalesce(sums.billed_jpy, 0) as billed_jpy,
        coalesce(sums.paid_jpy, 0) as paid_jpy
    from months
    cross join types
    left join sums on sums.month_start = months.month_start and sums.tenant_type = types.tenant_type
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
