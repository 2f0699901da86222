{{ config(primary_key=['tenant_id'], indexes=[{'columns': ['moving_id'], 'unique': true}]) }}

with

tenants as (
    select * from {{ ref('int_tenants') }}
),

statuses as (
    select * from {{ ref('code_tenant_status') }}
),

movings as (
    select * from {{ ref('stg_movings') }}
),

apartments as (
    select * from {{ ref('stg_apartments') }}
),

rooms as (
    select * from {{ ref('int_rooms') }}
    where is_in_source = 1
),

contract_types as (
    select * from {{ ref('code_contract_type') }}
),

-- The tenant's current contract is the one that the tenant names.
current_contracts as (
    select
        tenants.*,
        movings.apartment_id,
        movings.room_id,
        contract_types.label_ja as contract_type_ja,
        movings.monthly_rent,
        movings.move_in_date,
        movings.contract_start_date,
        movings.last_rent_date,
        movings.moveout_plans_date
    from tenants
    inner join movings on movings.moving_id = tenants.moving_id and movings.tenant_id = tenants.tenant_id
    left join contract_types on contract_types.code = movings.contract_type_code
    where
        -- By the code: the tenants of other statuses are left out before anything is looked up for them.
        tenants.status_code in (select statuses.code from statuses where statuses.is_in_pipeline = 1)
        and movings.is_completed_moveout = 0
        and movings.is_valid_contract = 1
),

final as (
    select
        current_contracts.status_code as management_status_code,
        current_contracts.status_ui_ja as management_status,
        current_contracts.tenant_id,
        coalesce(
            current_contracts.full_name,
            nullif(concat_ws(' ', current_contracts.last_name, current_contracts.first_name), '')
        ) as tenant_name,
        current_contracts.full_name_kana as tenant_name_kana,
        cast(null as char(128)) as nickname,
        current_contracts.apartment_id,
        apartments.apartment_name as property,
        current_contracts.room_id,
        rooms.room_number,
        coalesce(current_contracts.contract_type_ja, '一般2') as contract_category,
        current_contracts.gender_ja as gender,
        concat(
            {{ age_at('current_contracts.birth_date', 'current_contracts.stored_age', as_of_date()) }}, '歳'
        ) as age_display,
        current_contracts.nationality,
        cast(null as char(128)) as languages,
        current_contracts.tel_1 as phone_1,
        current_contracts.tel_2 as phone_2,
        current_contracts.email_1,
        current_contracts.email_2,
        current_contracts.account_number,
        current_contracts.monthly_rent as fixed_rent,
        current_contracts.contract_start_date as move_in_date,
        current_contracts.last_rent_date as moveout_date,
        current_contracts.moveout_plans_date,
        datediff({{ as_of_date() }}, current_contracts.move_in_date) as days_stayed,
        current_contracts.moving_id,
        {{ as_of_date() }} as as_of_date
    from current_contracts
    inner join apartments on apartments.apartment_id = current_contracts.apartment_id
    inner join rooms on rooms.room_id = current_contracts.room_id
)

select * from final
