-- "one row per tenant and unbroken period of the same status and contract type"
select
    p.tenant_id,
    p.full_name,
    p.status_code,
    s.label_ja as status_ja,
    s.label_en as status_en,
    (p.status_code in (7, 9, 10, 13))::int as is_active_lease,
    p.contract_type,
    t.label_ja as contract_type_ja,
    case
        when p.contract_type in (1, 6, 7, 9) then 'individual'
        when p.contract_type in (2, 3) then 'corporate'
        else 'unknown'
    end as tenant_type,
    p.valid_from,
    case when p.is_current = 0 then p.last_seen_date end as valid_to,
    p.last_seen_date,
    p.is_current,
    p.days_in_status,
    p.change_type,
    p.status_since,
    p.previous_status_code,
    p.previous_contract_type
from status_periods as p
left join raw.code_tenant_status as s on s.code = p.status_code
left join raw.code_contract_type as t on t.code = p.contract_type
