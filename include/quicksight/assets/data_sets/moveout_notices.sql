-- One row per contract whose notice came within 24 months of the as-of day.
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
    notice_received_date,
    planned_moveout_date,
    notice_lead_time_days,
    CASE
        WHEN notice_lead_time_days IS NULL OR notice_lead_time_days < 0 THEN 'Unknown'
        WHEN notice_lead_time_days < 14 THEN 'Under 14 days'
        WHEN notice_lead_time_days < 30 THEN '14-29 days'
        WHEN notice_lead_time_days < 60 THEN '30-59 days'
        ELSE '60 days and more'
    END AS notice_band,
    moveout_status,
    is_overdue,
    renewal_flag,
    monthly_rent,
    tenant_type,
    COALESCE(gender, 'Unknown') AS gender,
    age,
    COALESCE(nationality, 'Unknown') AS nationality,
    occupation_company,
    residence_status,
    COALESCE(moveout_reason_ja, '未設定') AS moveout_reason_ja,
    COALESCE(moveout_reason_en, 'Unknown') AS moveout_reason_en,
    latitude,
    longitude,
    prefecture,
    COALESCE(municipality, 'Unknown') AS municipality,
    full_address,
    as_of_date
FROM gold.moveout_notices
