-- stg_movings: "The source table movings, renamed and cleaned. Zero dates and years before 1900 are NULL".
create or replace table movings as
with cleaned as (
    select
        m.id::bigint as moving_id,
        m.tenant_id::bigint as tenant_id,
        m.apartment_id::bigint as apartment_id,
        m.room_id::bigint as room_id,
        m.moving_agreement_type::int as contract_type_code,
        day_or_null(m.movein_decided_date) as contract_date,
        day_or_null(m.movein_date) as contract_start_date,
        day_or_null(m.original_movein_date) as original_contract_date,
        day_or_null(m.rent_start_date) as rent_start_date,
        day_or_null(m.expiration_date) as contract_expiration_date,
        day_or_null(m.moveout_receipt_date) as cancellation_notice_date,
        -- "the first of movings.moveout_date_integrated, moveout_plans_date and moveout_date that is a date"
        coalesce(
            day_or_null(m.moveout_date_integrated), day_or_null(m.moveout_plans_date), day_or_null(m.moveout_date)
        ) as moveout_date,
        case m.move_renew_flag when '1' then 'Yes' when '0' then 'No' end as is_renewal,
        -- "1 if movings.cancel_flag is 0, else 0"
        (m.cancel_flag = '0')::int as is_valid_contract,
        -- "1 if movings.is_moveout is 1, else 0"
        (m.is_moveout = '1')::int as is_completed_moveout,
        m.rent::decimal(12, 2) as monthly_rent,
        japan_time(m.created_at) as created_at,
        japan_time(m.updated_at) as updated_at
    from raw.movings as m
)

select
    c.*,
    t.label_ja as contract_type_ja,
    t.label_en as contract_type_en,
    -- "individual (types 1, 6, 7, 9), corporate (2, 3), unknown (0, 4, 5, 8, NULL and codes that the list lacks)"
    case
        when c.contract_type_code in (1, 6, 7, 9) then 'individual'
        when c.contract_type_code in (2, 3) then 'corporate'
        else 'unknown'
    end as tenant_type,
    -- "the earlier of movings.original_movein_date and movings.movein_date, or the one that there is"
    least(c.original_contract_date, c.contract_start_date) as move_in_date
from cleaned as c
left join raw.code_contract_type as t on t.code = c.contract_type_code;
