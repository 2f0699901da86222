with

nationalities as (
    select * from {{ source('staging', 'm_nationalities') }}
),

final as (
    select
        id as nationality_id,
        {{ clean_string_null('nationality_name') }} as nationality_name
    from nationalities
)

select * from final
