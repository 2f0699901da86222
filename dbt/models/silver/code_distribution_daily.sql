{#- Past days cannot be computed again from today's dump: --full-refresh must not lose them. -#}
{{ config(
    materialized='incremental',
    full_refresh=false,
    follow_days=false,
    replace_where='this_as_of_day_condition',
    primary_key=['as_of_date', 'source_table', 'code_column', 'code']
) }}

{%- set code_columns = {
    'movings': ('stg_movings', {
        'moving_agreement_type': 'contract_type_code',
        'cancel_flag': '1 - is_valid_contract',
        'is_moveout': 'is_completed_moveout',
        'move_renew_flag': 'is_renewal',
    }),
    'tenants': ('stg_tenants', {
        'status': 'status_code',
        'contract_type': 'contract_type',
        'gender_type': 'gender_code',
        'personal_identity': 'personal_identity_code',
        'affiliation_type': 'affiliation_type_code',
        'reason_moveout': 'moveout_reason_code',
        'media_id': 'contract_channel',
    }),
    'rooms': ('stg_rooms', {'status': 'room_status_code', 'gender_type': 'gender_type', 'bed_type': 'bed_type'}),
    'apartments': ('stg_apartments', {
        'apartment_type': 'apartment_type', 'building_type': 'building_type', 'status': 'property_status',
    }),
} %}

with

counted as (
    {%- for table, (relation, columns) in code_columns.items() %}
    {%- for column, expression in columns.items() %}
    select
        '{{ table }}' as source_table,
        '{{ column }}' as code_column,
        coalesce(cast({{ expression }} as char(32)), 'NULL') as code,
        count(*) as row_count
    from {{ ref(relation) }}
    group by code
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

final as (
    select
        {{ as_of_date() }} as as_of_date,
        source_table,
        code_column,
        code,
        row_count,
        cast(
            100 * row_count / sum(row_count) over (partition by source_table, code_column) as decimal(7, 4)
        ) as share_percent
    from counted
)

select * from final
