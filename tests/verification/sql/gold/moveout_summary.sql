-- "moveout_analysis counted. Averages have two decimals. Every breakdown has a column for unknown and adds up to
-- moveout_count." "one row per moveout_date, rent_range, prefecture (Unknown if missing) and tenant_type"
with listed as (
    select
        *,
        rent_range(monthly_rent) as band,
        coalesce(prefecture, 'Unknown') as place,
        age_group(age_at(moveout_date, birth_date, stored_age)) as ages,
        tenure_category(total_stay_months) as tenure
    from contracts
    where moveout_exclusion is null
)

select
    moveout_date,
    band as rent_range,
    place as prefecture,
    tenant_type,
    strftime(moveout_date, '%Y-%m') as moveout_year_month,
    rent_range_order(min(monthly_rent)) as rent_range_order,
    count(*) as moveout_count,
    two_decimals((sum(monthly_rent) * 100), count(*) * 100) as average_rent,
    min(monthly_rent) as minimum_rent,
    max(monthly_rent) as maximum_rent,
    two_decimals(sum(total_stay_months), count(total_stay_months)) as average_tenure_months,
    two_decimals(sum(total_stay_days), count(total_stay_days)) as average_tenure_days,
    count(*) filter (gender = 'Male') as gender_male,
    count(*) filter (gender = 'Female') as gender_female,
    count(*) filter (gender = 'Other') as gender_other,
    count(*) filter (gender = 'Unknown') as gender_unknown,
    count(*) filter (ages = 'Under 25') as age_under_25,
    count(*) filter (ages = '25-34') as age_25_34,
    count(*) filter (ages = '35-44') as age_35_44,
    count(*) filter (ages = '45-54') as age_45_54,
    count(*) filter (ages = '55+') as age_55_plus,
    count(*) filter (ages = 'Unknown') as age_unknown,
    count(*) filter (tenure = 'Short (<6mo)') as tenure_short,
    count(*) filter (tenure = 'Medium (6-12mo)') as tenure_medium,
    count(*) filter (tenure = 'Long (1-2yr)') as tenure_long,
    count(*) filter (tenure = 'Very Long (2yr+)') as tenure_very_long,
    count(*) filter (tenure = 'Unknown') as tenure_unknown,
    count(*) filter (is_renewal = 'Yes') as renewal_yes,
    count(*) filter (is_renewal = 'No') as renewal_no,
    count(*) filter (is_renewal is null) as renewal_unknown,
    -- "Number of different known move-out reasons; 未設定 (not set) is none."
    count(distinct moveout_reason_ja) filter (moveout_reason_ja <> '未設定') as distinct_moveout_reasons,
    count(*) filter (moveout_reason_ja is null or moveout_reason_ja = '未設定') as reason_unknown,
    getvariable('as_of') as as_of_date
from listed
group by moveout_date, band, place, tenant_type
