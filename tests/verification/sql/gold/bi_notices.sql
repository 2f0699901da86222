-- "The list moveout_notices with the classes of the dashboards."
select
    m.* exclude (gender, nationality, municipality, moveout_reason_ja, moveout_reason_en, created_at, updated_at),
    1 as listed_notices,
    rent_tier(m.monthly_rent) as rent_tier,
    age_group(m.age) as age_group,
    coalesce(m.gender, 'Unknown') as gender,
    coalesce(m.nationality, 'Unknown') as nationality,
    coalesce(m.municipality, 'Unknown') as municipality,
    coalesce(m.moveout_reason_ja, '未設定') as moveout_reason_ja,
    coalesce(m.moveout_reason_en, 'Unknown') as moveout_reason_en,
    notice_band(m.notice_lead_time_days) as notice_band
from gold.moveout_notices as m
