-- "The spells of tenant_status_history: its periods joined where only days without a snapshot divide them".
with spells as (
    select
        tenant_id,
        status_since,
        min(status_code) as status_code,
        min(contract_type) as contract_type,
        min(previous_status_code) as previous_status_code,
        min(previous_contract_type) as previous_contract_type,
        arg_min(change_type, valid_from) as change_type,
        max(last_seen_date) as last_seen_date,
        sum(days_in_status) as days_in_status,
        max(is_current) as is_current
    from status_periods
    group by tenant_id, status_since
)

select
    s.tenant_id,
    s.status_code,
    n.label_ja as status_label,
    s.previous_status_code,
    p.label_ja as previous_status_label,
    -- "1 if there was a status before and it differs."
    coalesce(s.previous_status_code <> s.status_code, false)::int as status_changed,
    p.label_ja || ' → ' || n.label_ja as status_transition,
    s.change_type,
    s.contract_type,
    t.label_ja as contract_type_label,
    s.previous_contract_type,
    case
        when s.contract_type in (1, 6, 7, 9) then 'individual'
        when s.contract_type in (2, 3) then 'corporate'
        else 'unknown'
    end as tenant_type,
    s.status_since as effective_date,
    case when s.is_current = 0 then s.last_seen_date end as end_date,
    s.days_in_status,
    -- "Days within the spell that have no snapshot."
    date_diff('day', s.status_since, s.last_seen_date) + 1 - s.days_in_status as gap_days,
    s.is_current,
    getvariable('as_of') as as_of_date
from spells as s
left join raw.code_tenant_status as n on n.code = s.status_code
left join raw.code_tenant_status as p on p.code = s.previous_status_code
left join raw.code_contract_type as t on t.code = s.contract_type
