with

inquiries as (
    select * from {{ source('staging', 'inquiries') }}
),

-- Two tenants may name one inquiry: it is still one inquiry.
inquiries_of_tenants as (
    select distinct inquiry_id from {{ source('staging', 'tenants') }}
    where inquiry_id is not null
),

final as (
    select
        inquiries.id as inquiry_id,
        inquiries.tenant_id,
        coalesce({{ clean_date('inquiries.inquiry_date') }}, date({{ jst('inquiries.created_at') }})) as inquiry_date,
        {{ jst('inquiries.created_at') }} as inquiry_timestamp,
        {{ jst('inquiries.updated_at') }} as updated_at,
        if(inquiries_of_tenants.inquiry_id is null, 0, 1) as converted_to_tenant
    from inquiries
    left join inquiries_of_tenants on inquiries_of_tenants.inquiry_id = inquiries.id
)

select * from final
