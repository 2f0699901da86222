with

inquiries as (
    select * from {{ source('staging', 'inquiries') }}
),

final as (
    select
        id as inquiry_id,
        tenant_id,
        coalesce({{ clean_date('inquiry_date') }}, date({{ jst('created_at') }})) as inquiry_date,
        {{ jst('created_at') }} as inquiry_timestamp,
        {{ jst('updated_at') }} as updated_at
    from inquiries
)

select * from final
