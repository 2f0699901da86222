{{ config(primary_key=['activity_date', 'tenant_type']) }}

with

signings as (
    select * from {{ ref('signings') }}
),

stay_movings as (
    select * from {{ ref('int_stay_movings') }}
),

-- Rooms and buildings are not looked up: what the source deletes there takes no event of the past along.
contracts as (
    select * from stay_movings
    where moving_id = contract_id and not coalesce(is_completed_moveout = 1 and moveout_date < stay_move_in_date, 0)
),

days as (
    {{ date_spine(min_valid_date(), as_of_date()) }}
),

tenant_types as (
    select 'individual' as tenant_type
    union all
    select 'corporate'
    union all
    select 'unknown'
),

-- Every day with every tenant type, and the events laid on top: no FULL OUTER JOIN, and no day is missing.
events as (
    select
        days.day as activity_date,
        tenant_types.tenant_type,
        0 as new_signings,
        0 as renewals,
        0 as starts_without_signing_date,
        0 as moveins,
        0 as moveouts
    from days
    cross join tenant_types
    union all
    select
        signing_date,
        tenant_type,
        signing_kind = 'new',
        signing_kind = 'renewal',
        0,
        0,
        0
    from signings
    union all
    select
        contract_start_date,
        tenant_type,
        0,
        0,
        1,
        0,
        0
    from stay_movings
    where is_valid_contract = 1 and contract_date is null
    union all
    -- The type of the moving that began the stay: a renewal under another type does not move an old arrival.
    select
        contracts.stay_move_in_date,
        first_movings.tenant_type,
        0,
        0,
        0,
        1,
        0
    from contracts
    inner join stay_movings as first_movings on first_movings.moving_id = contracts.first_moving_id
    where contracts.is_valid_contract = 1
    union all
    select
        moveout_date,
        tenant_type,
        0,
        0,
        0,
        0,
        1
    from contracts
    where is_completed_moveout = 1
),

counted as (
    select
        activity_date,
        tenant_type,
        cast(sum(new_signings) as signed) as new_signings,
        cast(sum(renewals) as signed) as renewals,
        cast(sum(new_signings) + sum(renewals) as signed) as signings,
        cast(sum(starts_without_signing_date) as signed) as starts_without_signing_date,
        cast(sum(moveins) as signed) as moveins,
        cast(sum(moveouts) as signed) as moveouts
    from events
    where activity_date between {{ min_valid_date() }} and {{ as_of_date() }}
    group by activity_date, tenant_type
),

final as (
    select
        activity_date,
        tenant_type,
        new_signings,
        renewals,
        signings,
        starts_without_signing_date,
        moveins,
        moveouts,
        new_signings - moveouts as net_signings,
        moveins - moveouts as net_moveins,
        signings as new_contracts,
        signings - moveouts as net_occupancy_change,
        {{ as_of_date() }} as as_of_date
    from counted
)

select * from final
