{{ config(primary_key=['gold_table', 'metric', 'tenant_type', 'figure_month']) }}

{#- The columns that dashboards show by month, table by table. -#}
{% set activity_metrics = [
    'new_signings', 'renewals', 'signings', 'starts_without_signing_date', 'moveins', 'moveouts', 'net_signings',
    'net_moveins'
] %}
{% set occupancy_metrics = ['moveins', 'moveouts'] %}
{% set kpi_metrics = [
    'rooms_at_start', 'rooms_at_end', 'physical_rooms', 'occupancy_rate_at_start', 'rent_jpy', 'revpar_jpy',
    'recpar_cash_jpy'
] %}

with

activity as (
    select * from {{ ref('daily_activity_summary') }}
),

occupancy as (
    select * from {{ ref('occupancy_daily') }}
    where row_kind = 'fact'
),

kpi as (
    select * from {{ ref('kpi_month_end_metrics') }}
),

rule_versions as (
    select * from {{ ref('rule_versions') }}
),

activity_of_month as (
    select
        tenant_type,
        {{ first_of_month('activity_date') }} as figure_month,
        {% for metric in activity_metrics %}
        sum({{ metric }}) as {{ metric }}{{ ',' if not loop.last }}
        {% endfor %}
    from activity
    group by tenant_type, figure_month
),

occupancy_of_month as (
    select
        {{ first_of_month('occupancy_date') }} as figure_month,
        {% for metric in occupancy_metrics %}
        sum({{ metric }}) as {{ metric }}{{ ',' if not loop.last }}
        {% endfor %}
    from occupancy
    group by figure_month
),

figures as (
    {% for metric in activity_metrics %}
    select
        'daily_activity_summary' as gold_table,
        '{{ metric }}' as metric,
        tenant_type,
        figure_month,
        cast({{ metric }} as decimal(20, 6)) as value
    from activity_of_month
    union all
    {% endfor %}
    {% for metric in occupancy_metrics %}
    select
        'occupancy_daily',
        '{{ metric }}',
        'all',
        figure_month,
        cast({{ metric }} as decimal(20, 6))
    from occupancy_of_month
    union all
    {% endfor %}
    {% for metric in kpi_metrics %}
    select
        'kpi_month_end_metrics',
        '{{ metric }}',
        'all',
        {{ first_of_month('metric_date') }},
        cast({{ metric }} as decimal(20, 6))
    from kpi
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

final as (
    select
        gold_table,
        metric,
        tenant_type,
        figure_month,
        value,
        (select max(version) from rule_versions) as rule_version,
        {{ as_of_date() }} as as_of_date
    from figures
)

select * from final
