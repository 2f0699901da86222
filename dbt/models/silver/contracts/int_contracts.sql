{{ config(primary_key=['contract_id']) }}

with

movings as (
    select * from {{ ref('stg_movings') }}
),

tenants as (
    select * from {{ ref('int_tenants') }}
),

known_tenants as (
    select * from {{ ref('last_known_tenants') }}
),

apartments as (
    select * from {{ ref('int_apartments') }}
),

rooms as (
    select * from {{ ref('last_known_rooms') }}
),

contract_types as (
    select * from {{ ref('code_contract_type') }}
),

stay_movings as (
    select * from {{ ref('int_stay_movings') }}
),

-- A stay may have many rows (renewals, stale duplicates): the last one speaks for it.
contracts as (
    -- From the stays to their movings: rows in the order of the table's key are quicker to store.
    select /*+ join_prefix(stay_movings) */
        movings.*,
        stay_movings.stay_move_in_date
    from movings
    inner join stay_movings on stay_movings.moving_id = movings.moving_id
    where stay_movings.contract_id = movings.moving_id
),

joined as (
    -- no_merge: the dates of a moving are worked out once, not wherever they are compared.
    select /*+ no_merge(contracts) join_prefix(contracts) */
        contracts.moving_id as contract_id,
        contracts.tenant_id,
        contracts.apartment_id,
        contracts.room_id,
        apartments.asset_id_hj,
        apartments.apartment_name,
        apartments.apartment_name_en,
        rooms.room_number,
        contracts.contract_type_code,
        contract_types.label_ja as contract_type_ja,
        contract_types.label_en as contract_type_en,
        coalesce(contract_types.tenant_type, 'unknown') as tenant_type,
        contracts.contract_date,
        contracts.contract_start_date,
        contracts.original_contract_date,
        contracts.stay_move_in_date as move_in_date,
        contracts.rent_start_date,
        contracts.contract_expiration_date,
        contracts.cancellation_notice_date,
        contracts.moveout_date,
        contracts.is_renewal,
        contracts.is_valid_contract,
        contracts.is_completed_moveout,
        contracts.monthly_rent,
        contracts.condo_fee,
        contracts.administrative_fee,
        contracts.moveout_fee,
        coalesce(tenants.gender_en, 'Unknown') as gender,
        tenants.birth_date,
        tenants.stored_age,
        coalesce(tenants.nationality, 'その他') as nationality,
        coalesce(tenants.nationality_data_source, 'missing') as nationality_data_source,
        tenants.affiliation as occupation_company,
        tenants.affiliation_type_ja as occupation_industry,
        tenants.personal_identity_ja as residence_status,
        tenants.contract_channel,
        tenants.status_code as tenant_status_code,
        tenants.status_ja as tenant_status_ja,
        tenants.status_en as tenant_status_en,
        tenants.moveout_reason_ja,
        tenants.moveout_reason_en,
        apartments.latitude,
        apartments.longitude,
        apartments.coordinates_source,
        apartments.prefecture,
        apartments.municipality,
        apartments.full_address,
        apartments.room_count as property_room_count,
        apartments.vacancy_room_count as property_vacancy_room_count,
        datediff(contracts.moveout_date, contracts.stay_move_in_date) as total_stay_days,
        {{ completed_months('contracts.stay_move_in_date', 'contracts.moveout_date') }} as total_stay_months,
        -- An end before the notice is that of an earlier term, until the source calls the move-out done.
        if(
            contracts.is_completed_moveout = 1 or contracts.moveout_date >= contracts.cancellation_notice_date,
            datediff(contracts.moveout_date, contracts.cancellation_notice_date),
            null
        ) as notice_lead_time_days,
        contracts.created_at,
        contracts.updated_at
    from contracts
    inner join known_tenants on known_tenants.tenant_id = contracts.tenant_id
    -- Of a tenant that the source has deleted the contracts stay, and nothing is known of the person.
    left join tenants on tenants.tenant_id = contracts.tenant_id
    inner join apartments on apartments.apartment_id = contracts.apartment_id
    inner join rooms on rooms.room_id = contracts.room_id
    left join contract_types on contract_types.code = contracts.contract_type_code
),

-- Why a contract is missing from a list of the gold layer; NULL: it is in the list. The first reason counts.
final as (
    select
        joined.*,
        case
            when is_valid_contract = 0 then 'cancelled'
            when contract_date is null then 'no_contract_date'
            when contract_date < {{ min_valid_date() }} then 'before_minimum_date'
            when contract_date > {{ as_of_date() }} then 'after_as_of_date'
            {{ exclusions_of_every_list() }}
        end as new_contract_exclusion,
        case
            when is_valid_contract = 0 then 'cancelled'
            when move_in_date is null then 'no_move_in_date'
            when move_in_date < {{ min_valid_date() }} then 'before_minimum_date'
            when move_in_date > {{ as_of_date() }} then 'after_as_of_date'
            when is_completed_moveout = 1 and moveout_date < move_in_date then 'moveout_before_start'
        end as movein_exclusion,
        case
            when is_completed_moveout = 0 then 'not_moved_out'
            when moveout_date is null then 'no_moveout_date'
            when moveout_date < {{ min_valid_date() }} then 'before_minimum_date'
            when moveout_date > {{ as_of_date() }} then 'after_as_of_date'
            when moveout_date < move_in_date then 'moveout_before_start'
            {{ exclusions_of_every_list() }}
        end as moveout_exclusion,
        case
            when cancellation_notice_date is null then 'no_notice'
            when cancellation_notice_date < {{ min_valid_date() }} then 'before_minimum_date'
            when cancellation_notice_date > {{ as_of_date() }} then 'after_as_of_date'
            {{ exclusions_of_every_list() }}
            when cancellation_notice_date < {{ notice_window_start() }} then 'older_than_window'
        end as moveout_notice_exclusion,
        {{ as_of_date() }} as as_of_date
    from joined
)

select * from final
