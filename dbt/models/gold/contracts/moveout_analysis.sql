{{ config(primary_key=['contract_id']) }}

with

moveouts as (
    select * from {{ ref('moveouts') }}
),

bands as (
    select * from {{ ref('int_moveouts') }}
),

contracts as (
    select * from {{ ref('int_contracts') }}
),

final as (
    select
        moveouts.*,
        bands.rent_range,
        bands.rent_range_order,
        bands.age_group,
        bands.tenure_category,
        contracts.occupation_industry
    from moveouts
    inner join bands on bands.contract_id = moveouts.contract_id
    inner join contracts on contracts.contract_id = moveouts.contract_id
)

select * from final
