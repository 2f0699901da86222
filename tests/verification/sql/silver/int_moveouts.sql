-- "Contracts whose move-out the source calls done and that have a moveout_date, whether or not moveouts lists them, with
-- the bands of the analysis."
select
    contract_id,
    tenant_id,
    apartment_id,
    room_id,
    asset_id_hj,
    tenant_type,
    moveout_date,
    move_in_date,
    total_stay_days,
    total_stay_months,
    notice_lead_time_days,
    age_at(moveout_date, birth_date, stored_age) as age,
    rent_range(monthly_rent) as rent_range,
    rent_range_order(monthly_rent) as rent_range_order,
    age_group(age_at(moveout_date, birth_date, stored_age)) as age_group,
    tenure_category(total_stay_months) as tenure_category,
    moveout_exclusion,
    getvariable('as_of') as as_of_date
from contracts
where is_completed_moveout = 1 and moveout_date is not null
