-- One row per contract signed since 2018. Active: started, and not moved out, on the as-of day.
SELECT
    contracts.contract_id,
    contracts.asset_id_hj,
    contracts.apartment_name,
    contracts.room_number,
    contracts.contract_system,
    contracts.contract_channel,
    contracts.original_contract_date,
    contracts.contract_date,
    contracts.contract_start_date,
    contracts.rent_start_date,
    contracts.contract_expiration_date,
    contracts.renewal_flag,
    contracts.monthly_rent,
    CASE
        WHEN contracts.monthly_rent IS NULL THEN 'Unknown'
        WHEN contracts.monthly_rent < 50000 THEN 'Budget'
        WHEN contracts.monthly_rent < 70000 THEN 'Standard'
        WHEN contracts.monthly_rent < 90000 THEN 'Premium'
        ELSE 'Luxury'
    END AS rent_tier,
    contracts.tenant_type,
    COALESCE(contracts.gender, 'Unknown') AS gender,
    contracts.age,
    CASE
        WHEN contracts.age IS NULL OR contracts.age < 18 THEN 'Unknown'
        WHEN contracts.age < 25 THEN '18-24'
        WHEN contracts.age < 35 THEN '25-34'
        WHEN contracts.age < 45 THEN '35-44'
        WHEN contracts.age < 55 THEN '45-54'
        ELSE '55+'
    END AS age_group,
    COALESCE(contracts.nationality, 'Unknown') AS nationality,
    contracts.occupation_company,
    contracts.residence_status,
    contracts.latitude,
    contracts.longitude,
    contracts.prefecture,
    COALESCE(contracts.municipality, 'Unknown') AS municipality,
    contracts.full_address,
    moveouts.moveout_date,
    CASE
        WHEN contracts.contract_start_date <= contracts.as_of_date AND moveouts.contract_id IS NULL THEN 1
        ELSE 0
    END AS is_active,
    CASE
        WHEN DATE_FORMAT(contracts.contract_date, '%Y%m') = DATE_FORMAT(contracts.as_of_date, '%Y%m') THEN 1
        ELSE 0
    END AS is_as_of_month,
    CASE WHEN contracts.contract_date > contracts.as_of_date - INTERVAL 30 DAY THEN 1 ELSE 0 END AS is_last_30_days,
    buildings.physical_rooms AS building_rooms,
    buildings.rooms_occupied AS building_rooms_occupied,
    buildings.rooms_occupied / NULLIF(buildings.physical_rooms, 0) AS building_occupancy_rate,
    contracts.as_of_date
FROM gold.new_contracts AS contracts
LEFT JOIN gold.moveouts AS moveouts ON moveouts.contract_id = contracts.contract_id
LEFT JOIN (
    -- The last day with a snapshot. Grouped, so that two buildings with one number cannot double a contract.
    SELECT
        asset_id_hj,
        SUM(physical_rooms) AS physical_rooms,
        SUM(rooms_at_end) AS rooms_occupied
    FROM gold.occupancy_property_daily
    WHERE occupancy_date = (SELECT MAX(occupancy_date) FROM gold.occupancy_property_daily)
    GROUP BY asset_id_hj
) AS buildings ON buildings.asset_id_hj = contracts.asset_id_hj
