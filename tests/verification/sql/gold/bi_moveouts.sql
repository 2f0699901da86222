-- "The list moveouts with the classes of the dashboards."
select
    m.* exclude (gender, nationality, municipality, moveout_reason_ja, moveout_reason_en, created_at, updated_at),
    1 as listed_moveouts,
    rent_tier(m.monthly_rent) as rent_tier,
    age_group(m.age) as age_group,
    coalesce(m.gender, 'Unknown') as gender,
    coalesce(m.nationality, 'Unknown') as nationality,
    coalesce(m.municipality, 'Unknown') as municipality,
    -- "未設定 if the source gives none"
    coalesce(m.moveout_reason_ja, '未設定') as moveout_reason_ja,
    coalesce(m.moveout_reason_en, 'Unknown') as moveout_reason_en,
    tenure_band(m.total_stay_months) as tenure_band,
    m.monthly_rent * m.total_stay_months as revenue,
    notice_band(m.notice_lead_time_days) as notice_band,
    (date_trunc('month', m.moveout_date) = date_trunc('month', getvariable('as_of')))::int as is_as_of_month,
    -- "1 in the month of the as-of day and the 23 months before it."
    (date_diff('month', m.moveout_date, getvariable('as_of')) < 24)::int as is_last_24_months
from gold.moveouts as m
