-- "The source table movings, renamed and cleaned. Zero dates and years before 1900 are NULL"
select
    m.* exclude (contract_type_ja, contract_type_en, tenant_type),
    -- "The source's own combination of its two move-out dates", "Planned day of actually leaving", "movings.moveout_date"
    day_or_null(r.moveout_date_integrated) as moveout_date_integrated,
    day_or_null(r.moveout_plans_date) as moveout_plans_date,
    day_or_null(r.moveout_date) as last_rent_date,
    r.condo_fee::decimal(20, 2) as condo_fee,
    r.administrative_fee::decimal(20, 2) as administrative_fee,
    r.moveout_fee::decimal(20, 2) as moveout_fee
from movings as m
inner join raw.movings as r on r.id::bigint = m.moving_id
