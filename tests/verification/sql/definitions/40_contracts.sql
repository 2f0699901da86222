-- int_contracts: "one for each stay, from the moving that speaks for it; where a tenant, building and room has cancelled
-- movings only, from the one of these that speaks. The other movings are in excluded_movings, as are those whose tenant,
-- apartment or room is missing."
create or replace table contracts as
with speaking as (
    select m.* exclude (move_in_date), s.stay_move_in_date as move_in_date
    from movings as m
    inner join stay_movings as s using (moving_id)
    where
        s.contract_id = m.moving_id
        and m.tenant_id in (select t.tenant_id from last_tenants as t)
        and m.apartment_id in (select a.apartment_id from apartments as a)
        and m.room_id in (select r.room_id from rooms as r)
),

described as (
    select
        m.moving_id as contract_id,
        m.* exclude (moving_id),
        a.asset_id_hj,
        a.apartment_name,
        a.latitude,
        a.longitude,
        a.coordinates_source,
        a.prefecture,
        a.municipality,
        a.full_address,
        r.room_number,
        -- "of the tenant nothing is known any more (gender Unknown, nationality その他, missing; else NULL)"
        coalesce(t.gender, 'Unknown') as gender,
        t.birth_date,
        t.stored_age,
        coalesce(t.nationality, 'その他') as nationality,
        coalesce(t.nationality_data_source, 'missing') as nationality_data_source,
        t.occupation_company,
        t.occupation_industry,
        t.residence_status,
        t.contract_channel,
        t.moveout_reason_ja,
        t.moveout_reason_en,
        -- "Days from move_in_date to moveout_date", "Completed months", "Days from the notice to the leaving day"
        date_diff('day', m.move_in_date, m.moveout_date) as total_stay_days,
        completed_months(m.move_in_date, m.moveout_date) as total_stay_months,
        -- "NULL if the leaving day is before the notice and the move-out is not done"
        case
            when m.is_completed_moveout = 1 or m.cancellation_notice_date <= m.moveout_date
                then date_diff('day', m.cancellation_notice_date, m.moveout_date)
        end as notice_lead_time_days
    from speaking as m
    left join tenants as t on t.tenant_id = m.tenant_id
    inner join apartments as a using (apartment_id)
    inner join rooms as r using (room_id)
)

select
    *,
    -- "Why the contract is not in new_contracts, the first that applies: cancelled, no_contract_date,
    -- before_minimum_date (signed before 2018-01-01), after_as_of_date, rent_not_positive (rent NULL, 0 or less),
    -- no_coordinates (no pair within the box); NULL: it is."
    case
        when is_valid_contract = 0 then 'cancelled'
        when contract_date is null then 'no_contract_date'
        when contract_date < date '2018-01-01' then 'before_minimum_date'
        when contract_date > getvariable('as_of') then 'after_as_of_date'
        when coalesce(monthly_rent, 0) <= 0 then 'rent_not_positive'
        when latitude is null or longitude is null then 'no_coordinates'
    end as new_contract_exclusion,
    -- "cancelled, no_move_in_date, before_minimum_date, after_as_of_date, moveout_before_start; NULL: it is."
    case
        when is_valid_contract = 0 then 'cancelled'
        when move_in_date is null then 'no_move_in_date'
        when move_in_date < date '2018-01-01' then 'before_minimum_date'
        when move_in_date > getvariable('as_of') then 'after_as_of_date'
        when is_completed_moveout = 1 and moveout_date < move_in_date then 'moveout_before_start'
    end as movein_exclusion,
    -- "not_moved_out (is_completed_moveout 0), no_moveout_date, before_minimum_date, after_as_of_date,
    -- moveout_before_start (moveout_date before move_in_date), rent_not_positive, no_coordinates; NULL: it is."
    case
        when is_completed_moveout = 0 then 'not_moved_out'
        when moveout_date is null then 'no_moveout_date'
        when moveout_date < date '2018-01-01' then 'before_minimum_date'
        when moveout_date > getvariable('as_of') then 'after_as_of_date'
        when moveout_date < move_in_date then 'moveout_before_start'
        when coalesce(monthly_rent, 0) <= 0 then 'rent_not_positive'
        when latitude is null or longitude is null then 'no_coordinates'
    end as moveout_exclusion,
    -- "no_notice, before_minimum_date, after_as_of_date, rent_not_positive, no_coordinates, older_than_window
    -- (notice more than 24 months before the as-of day); NULL: it is."
    case
        when cancellation_notice_date is null then 'no_notice'
        when cancellation_notice_date < date '2018-01-01' then 'before_minimum_date'
        when cancellation_notice_date > getvariable('as_of') then 'after_as_of_date'
        when coalesce(monthly_rent, 0) <= 0 then 'rent_not_positive'
        when latitude is null or longitude is null then 'no_coordinates'
        when cancellation_notice_date < getvariable('as_of') - interval 24 month then 'older_than_window'
    end as moveout_notice_exclusion
from described;
