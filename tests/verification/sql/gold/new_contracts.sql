-- "The contracts of int_contracts for which new_contract_exclusion is NULL": "not cancelled, signed between 2018-01-01
-- and the as-of day, rent above 0, coordinates within the box."
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
    c.is_renewal as renewal_flag,
    c.monthly_rent,
    c.tenant_type,
    c.gender,
    -- "Completed years at the contract_date, by birth date (0 to 110); the stored age if there is no birth date"
    age_at(c.contract_date, c.birth_date, c.stored_age) as age,
    c.nationality,
    c.occupation_company,
    c.residence_status,
    c.latitude,
    c.longitude,
    c.prefecture,
    c.municipality,
    c.full_address,
    c.created_at,
    c.updated_at,
    getvariable('as_of') as as_of_date
from contracts as c
where c.new_contract_exclusion is null
