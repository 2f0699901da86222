{{ config(primary_key=['left_out_of', 'contract_id']) }}

with

contracts as (
    select * from {{ ref('int_contracts') }}
),

-- Everything that a list does not have, found by looking at the list, so that nothing can be in neither.
-- no_join_index: each list is read once, which costs less than a look-up for each contract.
left_out as (
    select /*+ no_join_index(new_contracts) */
        'new_contracts' as left_out_of,
        contracts.contract_id,
        contracts.new_contract_exclusion as exclusion_reason,
        contracts.contract_date as event_date,
        contracts.tenant_type,
        contracts.asset_id_hj,
        contracts.monthly_rent,
        contracts.coordinates_source,
        contracts.as_of_date
    from contracts
    left join {{ ref('new_contracts') }} as new_contracts on new_contracts.contract_id = contracts.contract_id
    where new_contracts.contract_id is null
    union all
    select /*+ no_join_index(moveouts) */
        'moveouts',
        contracts.contract_id,
        contracts.moveout_exclusion,
        contracts.moveout_date,
        contracts.tenant_type,
        contracts.asset_id_hj,
        contracts.monthly_rent,
        contracts.coordinates_source,
        contracts.as_of_date
    from contracts
    left join {{ ref('moveouts') }} as moveouts on moveouts.contract_id = contracts.contract_id
    where moveouts.contract_id is null
    union all
    select /*+ no_join_index(notices) */
        'moveout_notices',
        contracts.contract_id,
        contracts.moveout_notice_exclusion,
        contracts.cancellation_notice_date,
        contracts.tenant_type,
        contracts.asset_id_hj,
        contracts.monthly_rent,
        contracts.coordinates_source,
        contracts.as_of_date
    from contracts
    left join {{ ref('moveout_notices') }} as notices on notices.contract_id = contracts.contract_id
    where notices.contract_id is null
    union all
    select /*+ no_join_index(moveins) */
        'moveins',
        contracts.contract_id,
        contracts.movein_exclusion,
        contracts.move_in_date,
        contracts.tenant_type,
        contracts.asset_id_hj,
        contracts.monthly_rent,
        contracts.coordinates_source,
        contracts.as_of_date
    from contracts
    left join {{ ref('move_events') }} as moveins
        on moveins.contract_id = contracts.contract_id and moveins.event_type = 'movein'
    where moveins.contract_id is null
),

final as (
    select
        left_out_of,
        contract_id,
        exclusion_reason,
        if(exclusion_reason in ({{ out_of_scope_reasons() }}), 'not_such_an_event', 'left_out_by_rule')
            as exclusion_kind,
        event_date,
        tenant_type,
        asset_id_hj,
        monthly_rent,
        coordinates_source,
        as_of_date
    from left_out
)

select * from final
