{{ config(primary_key=['contract_id']) }}

with

listed as (
    select * from {{ ref('new_contracts') }}
),

contracts as (
    select * from {{ ref('int_contracts') }}
),

rooms as (
    select * from {{ ref('bi_rooms') }}
),

-- Grouped, so that two buildings with one number cannot double a contract.
buildings as (
    select
        asset_id_hj,
        count(*) as building_rooms,
        sum(rooms_at_end) as building_rooms_occupied
    from rooms
    group by asset_id_hj
),

final as (
    select
        listed.contract_id,
        listed.asset_id_hj,
        listed.apartment_name,
        listed.room_number,
        listed.contract_system,
        listed.contract_channel,
        listed.original_contract_date,
        listed.contract_date,
        listed.contract_start_date,
        listed.rent_start_date,
        listed.contract_expiration_date,
        listed.renewal_flag,
        1 as listed_contracts,
        listed.monthly_rent,
        {{ rent_tier('listed.monthly_rent') }} as rent_tier,
        listed.tenant_type,
        coalesce(listed.gender, 'Unknown') as gender,
        listed.age,
        {{ age_group('listed.age') }} as age_group,
        coalesce(listed.nationality, 'Unknown') as nationality,
        listed.occupation_company,
        listed.residence_status,
        listed.latitude,
        listed.longitude,
        listed.prefecture,
        coalesce(listed.municipality, 'Unknown') as municipality,
        listed.full_address,
        if(contracts.is_completed_moveout = 1, contracts.moveout_date, null) as moveout_date,
        case
            when contracts.move_in_date <= {{ as_of_date() }} and contracts.is_completed_moveout = 0 then 1
            else 0
        end as is_active,
        {{ is_in_as_of_month('listed.contract_date') }} as is_as_of_month,
        {{ is_in_last_days('listed.contract_date', 30) }} as is_last_30_days,
        buildings.building_rooms,
        cast(buildings.building_rooms_occupied as signed) as building_rooms_occupied,
        {{ ratio('buildings.building_rooms_occupied', 'buildings.building_rooms', 'decimal(7, 6)') }}
            as building_occupancy_rate,
        listed.as_of_date
    from listed
    inner join contracts on contracts.contract_id = listed.contract_id
    left join buildings on buildings.asset_id_hj = listed.asset_id_hj
)

select * from final
