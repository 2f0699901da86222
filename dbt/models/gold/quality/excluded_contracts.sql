{{ config(
    primary_key=['left_out_of', 'contract_id'],
    indexes=[{'columns': ['left_out_of', 'exclusion_reason']}]
) }}

with

contracts as (
    select * from {{ ref('int_contracts') }}
),

new_contracts as (
    select contract_id from {{ ref('new_contracts') }}
),

moveouts as (
    select contract_id from {{ ref('moveouts') }}
),

notices as (
    select contract_id from {{ ref('moveout_notices') }}
),

moveins as (
    select contract_id from {{ ref('move_events') }}
    where event_type = 'movein'
),

-- Everything that a list does not have, found by looking at the list, so that nothing can be in neither.
left_out as (
    select
        'new_contracts' as left_out_of,
        contracts.contract_id,
        contracts.contract_date as event_date,
        contracts.new_contract_exclusion as exclusion_reason
    from contracts
    left join new_contracts on new_contracts.contract_id = contracts.contract_id
    where new_contracts.contract_id is null
    union all
    select
        'moveouts',
        contracts.contract_id,
        contracts.moveout_date,
        contracts.moveout_exclusion
    from contracts
    left join moveouts on moveouts.contract_id = contracts.contract_id
    where moveouts.contract_id is null
    union all
    select
        'moveout_notices',
        contracts.contract_id,
        contracts.cancellation_notice_date,
        contracts.moveout_notice_exclusion
    from contracts
    left join notices on notices.contract_id = contracts.contract_id
    where notices.contract_id is null
    union all
    select
        'moveins',
        contracts.contract_id,
        contracts.move_in_date,
        contracts.movein_exclusion
    from contracts
    left join moveins on moveins.contract_id = contracts.contract_id
    where moveins.contract_id is null
),

final as (
    select
        left_out.left_out_of,
        left_out.contract_id,
        left_out.exclusion_reason,
        if(left_out.exclusion_reason in ({{ out_of_scope_reasons() }}), 'not_such_an_event', 'left_out_by_rule')
            as exclusion_kind,
        left_out.event_date,
        contracts.tenant_type,
        contracts.asset_id_hj,
        contracts.monthly_rent,
        contracts.coordinates_source,
        contracts.as_of_date
    from left_out
    inner join contracts on contracts.contract_id = left_out.contract_id
)

select * from final
