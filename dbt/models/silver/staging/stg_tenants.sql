with

tenants as (
    select * from {{ source('staging', 'tenants') }}
),

final as (
    select
        id as tenant_id,
        {{ clean_string_null('last_name') }} as last_name,
        {{ clean_string_null('first_name') }} as first_name,
        -- '*' is how early exports masked a name.
        nullif({{ clean_string_null('full_name') }}, '*') as full_name,
        {{ clean_string_null('full_name_kana') }} as full_name_kana,
        gender_type as gender_code,
        {{ clean_date('birth_date') }} as birth_date,
        age as stored_age,
        {{ clean_string_null('nationality') }} as stated_nationality,
        m_nationality_id,
        {{ clean_string_null('personal_identity') }} as personal_identity_code,
        {{ clean_string_null('affiliation') }} as affiliation,
        affiliation_type as affiliation_type_code,
        status as status_code,
        contract_type,
        media_id as contract_channel,
        reason_moveout as moveout_reason_code,
        moving_id,
        inquiry_id,
        {{ clean_string_null('tel_1') }} as tel_1,
        {{ clean_string_null('tel_2') }} as tel_2,
        {{ clean_string_null('email_1') }} as email_1,
        {{ clean_string_null('email_2') }} as email_2,
        {{ clean_string_null('account_number') }} as account_number,
        {{ jst('created_at') }} as created_at,
        {{ jst('updated_at') }} as updated_at
    from tenants
)

select * from final
