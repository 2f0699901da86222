{{ config(primary_key=['tenant_id', 'effective_date']) }}

with

periods as (
    select * from {{ ref('tenant_status_history') }}
),

statuses as (
    select * from {{ ref('code_tenant_status') }}
),

-- A spell: the periods of one status that only days without a snapshot divide. Texts are added below: a maximum of
-- texts costs far more than one of numbers, and all periods of a spell have the same ones.
spells as (
    select
        tenant_id,
        status_since,
        max(status_code) as status_code,
        max(contract_type) as contract_type,
        max(previous_status_code) as previous_status_code,
        max(previous_contract_type) as previous_contract_type,
        max(last_seen_date) as last_seen_date,
        max(is_current) as is_current,
        cast(sum(days_in_status) as signed) as days_in_status
    from periods
    group by tenant_id, status_since
),

final as (
    select
        spells.tenant_id,
        spells.status_code,
        statuses.label_ja as status_label,
        spells.previous_status_code,
        previous_statuses.label_ja as previous_status_label,
        if(coalesce(spells.previous_status_code <> spells.status_code, false), 1, 0) as status_changed,
        concat(previous_statuses.label_ja, ' → ', statuses.label_ja) as status_transition,
        nullif(beginnings.change_type, 'gap') as change_type,
        spells.contract_type,
        beginnings.contract_type_ja as contract_type_label,
        spells.previous_contract_type,
        beginnings.tenant_type,
        spells.status_since as effective_date,
        if(spells.is_current = 1, null, spells.last_seen_date) as end_date,
        spells.days_in_status,
        datediff(spells.last_seen_date, spells.status_since) + 1 - spells.days_in_status as gap_days,
        spells.is_current,
        {{ as_of_date() }} as as_of_date
    from spells
    -- The period that began the spell; only the others are of the type gap.
    left join periods as beginnings
        on beginnings.tenant_id = spells.tenant_id and beginnings.valid_from = spells.status_since
    left join statuses on statuses.code = spells.status_code
    left join statuses as previous_statuses on previous_statuses.code = spells.previous_status_code
)

select * from final
