{{ config(primary_key=['activity_date', 'tenant_type']) }}

with

contracts as (
    select * from {{ ref('int_contracts') }}
),

completed_moveouts as (
    select * from {{ ref('int_moveouts') }}
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
        0 as new_contracts,
        0 as moveins,
        0 as moveouts
    from days
    cross join tenant_types
    union all
    select
        contract_date,
        tenant_type,
        1,
        0,
        0
    from contracts
    where
        is_valid_contract = 1
        and contract_date between {{ min_valid_date() }} and {{ as_of_date() }}
    union all
    select
        move_in_date,
        tenant_type,
        0,
        1,
        0
    from contracts
    where
        is_valid_contract = 1
        and move_in_date between {{ min_valid_date() }} and {{ as_of_date() }}
    union all
    select
        moveout_date,
        tenant_type,
        0,
        0,
        1
    from completed_moveouts
    where moveout_date between {{ min_valid_date() }} and {{ as_of_date() }}
),

final as (
    select
        activity_date,
        tenant_type,
        cast(sum(new_contracts) as signed) as new_contracts,
        cast(sum(moveins) as signed) as moveins,
        cast(sum(moveouts) as signed) as moveouts,
        cast(sum(new_contracts) - sum(moveouts) as signed) as net_occupancy_change,
        cast(sum(moveins) - sum(moveouts) as signed) as net_moveins,
        {{ as_of_date() }} as as_of_date
    from events
    group by activity_date, tenant_type
)

select * from final
