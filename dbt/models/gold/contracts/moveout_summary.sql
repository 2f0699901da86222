{{ config(primary_key=['moveout_date', 'rent_range', 'prefecture', 'tenant_type']) }}

with

moveouts as (
    select * from {{ ref('moveout_analysis') }}
),

-- Every breakdown has a column for unknown, so that it adds up to moveout_count.
final as (
    select
        moveout_date,
        rent_range,
        coalesce(prefecture, 'Unknown') as prefecture,
        tenant_type,
        date_format(moveout_date, '%Y-%m') as moveout_year_month,
        min(rent_range_order) as rent_range_order,
        count(*) as moveout_count,
        {{ average('monthly_rent', 'decimal(12, 2)') }} as average_rent,
        min(monthly_rent) as minimum_rent,
        max(monthly_rent) as maximum_rent,
        {{ average('total_stay_months', 'decimal(10, 2)') }} as average_tenure_months,
        {{ average('total_stay_days', 'decimal(10, 2)') }} as average_tenure_days,
        cast(sum(gender = 'Male') as signed) as gender_male,
        cast(sum(gender = 'Female') as signed) as gender_female,
        cast(sum(gender = 'Other') as signed) as gender_other,
        cast(sum(gender = 'Unknown') as signed) as gender_unknown,
        cast(sum(age_group = 'Under 25') as signed) as age_under_25,
        cast(sum(age_group = '25-34') as signed) as age_25_34,
        cast(sum(age_group = '35-44') as signed) as age_35_44,
        cast(sum(age_group = '45-54') as signed) as age_45_54,
        cast(sum(age_group = '55+') as signed) as age_55_plus,
        cast(sum(age_group = 'Unknown') as signed) as age_unknown,
        cast(sum(tenure_category = 'Short (<6mo)') as signed) as tenure_short,
        cast(sum(tenure_category = 'Medium (6-12mo)') as signed) as tenure_medium,
        cast(sum(tenure_category = 'Long (1-2yr)') as signed) as tenure_long,
        cast(sum(tenure_category = 'Very Long (2yr+)') as signed) as tenure_very_long,
        cast(sum(tenure_category = 'Unknown') as signed) as tenure_unknown,
        cast(sum(coalesce(renewal_flag = 'Yes', false)) as signed) as renewal_yes,
        cast(sum(coalesce(renewal_flag = 'No', false)) as signed) as renewal_no,
        cast(sum(renewal_flag is null) as signed) as renewal_unknown,
        -- 未設定 (not set) is no reason.
        count(distinct nullif(moveout_reason_en, 'Not set')) as distinct_moveout_reasons,
        cast(sum(coalesce(moveout_reason_en, 'Not set') = 'Not set') as signed) as reason_unknown,
        max(as_of_date) as as_of_date
    from moveouts
    group by moveout_date, rent_range, coalesce(prefecture, 'Unknown'), tenant_type
)

select * from final
