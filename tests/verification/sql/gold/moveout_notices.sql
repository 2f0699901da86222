-- "The contracts of int_contracts for which moveout_notice_exclusion is NULL": "a notice received within the 24 months
-- before the as-of day, rent above 0, coordinates within the box."
select
    c.contract_id,
    c.asset_id_hj,
    c.apartment_name,
    c.room_number,
    c.contract_type_ja as contract_system,
    c.contract_channel,
    c.original_contract_date,
    c.contract_date,
    c.contract_start_date,
    c.rent_start_date,
    c.contract_expiration_date,
    c.cancellation_notice_date as notice_received_date,
    c.moveout_date as planned_moveout_date,
    c.notice_lead_time_days,
    -- "Completed if the source calls the move-out done, else Pending."
    case c.is_completed_moveout when 1 then 'Completed' else 'Pending' end as moveout_status,
    -- "1 if the notice is Pending and planned_moveout_date is before the as-of day."
    -- "before the as-of day and not before the notice"
    (
        c.is_completed_moveout = 0
        and coalesce(c.moveout_date between c.cancellation_notice_date and getvariable('as_of') - 1, false)
    )::int as is_overdue,
    c.is_renewal as renewal_flag,
    c.monthly_rent,
    c.tenant_type,
    c.gender,
    -- "Completed years at the notice_received_date, by birth date (0 to 110); the stored age if there is no birth date"
    age_at(c.cancellation_notice_date, c.birth_date, c.stored_age) as age,
    c.nationality,
    c.occupation_company,
    c.residence_status,
    c.moveout_reason_ja,
    c.moveout_reason_en,
    c.latitude,
    c.longitude,
    c.prefecture,
    c.municipality,
    c.full_address,
    c.created_at,
    c.updated_at,
    getvariable('as_of') as as_of_date
from contracts as c
where c.moveout_notice_exclusion is null
