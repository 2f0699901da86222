-- One row per completed move-out since 2018.
SELECT
    contract_id,
    asset_id_hj,
    apartment_name,
    room_number,
    contract_system,
    contract_channel,
    original_contract_date,
    contract_date,
    contract_start_date,
    rent_start_date,
    contract_expiration_date,
    cancellation_notice_date,
    moveout_date,
    renewal_flag,
    monthly_rent,
    tenant_type,
    COALESCE(gender, 'Unknown') AS gender,
    age,
    COALESCE(nationality, 'Unknown') AS nationality,
    occupation_company,
    residence_status,
    total_stay_days,
    total_stay_months,
    CASE
        WHEN total_stay_months IS NULL THEN 'Unknown'
        WHEN total_stay_months < 6 THEN '00-06'
        WHEN total_stay_months < 12 THEN '06-12'
        WHEN total_stay_months < 18 THEN '12-18'
        WHEN total_stay_months < 24 THEN '18-24'
        WHEN total_stay_months < 36 THEN '24-36'
        ELSE '36+'
    END AS tenure_band,
    monthly_rent * total_stay_months AS revenue,
    notice_lead_time_days,
    CASE
        WHEN notice_lead_time_days IS NULL OR notice_lead_time_days < 0 THEN 'Unknown'
        WHEN notice_lead_time_days < 14 THEN 'Under 14 days'
        WHEN notice_lead_time_days < 30 THEN '14-29 days'
        WHEN notice_lead_time_days < 60 THEN '30-59 days'
        ELSE '60 days and more'
    END AS notice_band,
    COALESCE(moveout_reason_ja, '未設定') AS moveout_reason_ja,
    COALESCE(moveout_reason_en, 'Unknown') AS moveout_reason_en,
    latitude,
    longitude,
    prefecture,
    COALESCE(municipality, 'Unknown') AS municipality,
    full_address,
    CASE WHEN DATE_FORMAT(moveout_date, '%Y%m') = DATE_FORMAT(as_of_date, '%Y%m') THEN 1 ELSE 0 END AS is_as_of_month,
    CASE
        WHEN moveout_date > LAST_DAY(as_of_date - INTERVAL 24 MONTH) THEN 1
        ELSE 0
    END AS is_last_24_months,
    as_of_date
FROM gold.moveouts
