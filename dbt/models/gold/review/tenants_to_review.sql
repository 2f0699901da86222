{{ config(primary_key=['tenant_id']) }}

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
    select * from {{ ref('int_apartments') }}
),

rooms as (
    select * from {{ ref('int_rooms') }}
),

judged as (
    select
        tenants.*,
        if(nationality_data_source in ('original', 'lookup_table'), 0, 1) as is_nationality_missing,
        if(gender_en is null, 1, 0) as is_gender_missing
    from tenants
    -- By the code: the tenants of other statuses are left out before anything is looked up for them.
    where status_code in (select statuses.code from statuses where statuses.is_in_pipeline = 1)
),

final as (
    select
        judged.tenant_id,
        judged.status_code,
        judged.status_en,
        judged.is_nationality_missing,
        judged.is_gender_missing,
        if(judged.is_nationality_missing = 1, judged.nationality_data_source, null) as nationality_state,
        judged.llm_nationality as suggested_nationality,
        movings.moving_id,
        apartments.asset_id_hj,
        apartments.apartment_name,
        rooms.room_number,
        movings.move_in_date,
        {{ as_of_date() }} as as_of_date
    from judged
    left join movings on movings.moving_id = judged.moving_id and movings.tenant_id = judged.tenant_id
    left join apartments on apartments.apartment_id = movings.apartment_id
    left join rooms on rooms.room_id = movings.room_id
    where judged.is_nationality_missing = 1 or judged.is_gender_missing = 1
)

select * from final
