select
    contracts.contract_id,
    movings.moving_id as valid_moving_id
from {{ ref('int_contracts') }} as contracts
inner join {{ ref('stg_movings') }} as movings
    on
        movings.tenant_id = contracts.tenant_id
        and movings.apartment_id = contracts.apartment_id
        and movings.room_id = contracts.room_id
where contracts.is_valid_contract = 0 and movings.is_valid_contract = 1
