-- "every contract of int_contracts that is missing from new_contracts, moveouts, moveout_notices or the move-ins of
-- move_events, with the reason that int_contracts states."
with reasons as (
    select 'new_contracts' as left_out_of, new_contract_exclusion as exclusion_reason, contract_date as event_date, *
    from contracts
    union all by name
    select 'moveouts' as left_out_of, moveout_exclusion as exclusion_reason, moveout_date as event_date, *
    from contracts
    union all by name
    select
        'moveout_notices' as left_out_of,
        moveout_notice_exclusion as exclusion_reason,
        cancellation_notice_date as event_date,
        *
    from contracts
    union all by name
    select 'moveins' as left_out_of, movein_exclusion as exclusion_reason, move_in_date as event_date, *
    from contracts
)

select
    left_out_of,
    contract_id,
    exclusion_reason,
    -- "not_such_an_event for cancelled, no_contract_date, not_moved_out, no_moveout_date, no_notice, no_move_in_date;
    -- left_out_by_rule for the rest."
    case
        when
            exclusion_reason in (
                'cancelled', 'no_contract_date', 'not_moved_out', 'no_moveout_date', 'no_notice', 'no_move_in_date'
            )
            then 'not_such_an_event'
        else 'left_out_by_rule'
    end as exclusion_kind,
    event_date,
    tenant_type,
    asset_id_hj,
    monthly_rent,
    coordinates_source,
    getvariable('as_of') as as_of_date
from reasons
where exclusion_reason is not null
