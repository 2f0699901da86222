{#- A table, not a view: it is read three times a day, and each time it would count every code of four tables. -#}
{{ config(materialized='atomic_table', primary_key=['source_table', 'code_column', 'code']) }}
{#- The source's own values, not cleaned ones: a flag that becomes 2 or NULL must show, whatever a model makes of
    it. -#}
{%- set code_columns = {
    'movings': [
        'moving_agreement_type', 'tenant_contract_type', 'cancel_flag', 'is_moveout', 'move_renew_flag',
        'key_return_flag', 'is_terminated_noticed',
    ],
    'tenants': [
        'status', 'contract_type', 'agreement_type', 'gender_type', 'personal_identity', 'affiliation_type',
        'affiliation_status', 'm_nationality_id', 'media_id', 'reason_moveout', 'renewal_priority', 'is_transferred',
        'is_renewal_ng', 'is_paysle_unpaid',
    ],
    'rooms': ['status', 'gender_type', 'bed_type'],
    'apartments': ['apartment_type', 'building_type', 'status'],
} %}

with

{% for table, columns in code_columns.items() %}
{{ table }} as (
    select {{ columns | join(', ') }} from {{ source('staging', table) }}
),

{% endfor %}
-- no_merge: the codes are read out of a table's wide rows once, not once for each of them.
final as (
    {%- for table, columns in code_columns.items() %}
    {%- for column in columns %}
    select /*+ no_merge({{ table }}) */
        '{{ table }}' as source_table,
        '{{ column }}' as code_column,
        cast(coalesce(cast({{ column }} as char(32)), 'NULL') as char(32)) as code,
        count(*) as row_count
    from {{ table }}
    group by code
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select * from final
