{{ config(primary_key=['figure_month', 'gold_table', 'metric', 'tenant_type', 'entry_id']) }}

with

entries as (
    select * from {{ ref('external_figures') }}
),

figures as (
    select * from {{ ref('bi_monthly_figures') }}
),

definitions as (
    select * from {{ ref('metric_definitions') }}
),

bridge as (
    select
        {{ first_of_month('bridge_date') }} as figure_month,
        step_number,
        step,
        is_total,
        amount
    from {{ ref('tenants_to_rooms_bridge') }}
    where bridge_date = last_day(bridge_date)
),

-- 'all' is the sum over the tenant types, or the one figure of a table without a split.
figures_of_types as (
    select
        gold_table,
        metric,
        figure_label,
        figure_month,
        tenant_type,
        value_now,
        coalesce(first_published_value, value_now) as first_published_value,
        restatement_reason
    from figures
    union all
    select
        gold_table,
        metric,
        figure_label,
        figure_month,
        'all',
        value_now,
        coalesce(first_published_value, value_now),
        restatement_reason
    from figures
    where tenant_type <> 'all'
),

ours as (
    select
        gold_table,
        metric,
        figure_month,
        tenant_type,
        max(figure_label) as figure_label,
        sum(value_now) as our_value,
        sum(first_published_value) as our_first_published_value,
        group_concat(distinct restatement_reason order by restatement_reason separator ', ') as our_restatement_reason
    from figures_of_types
    group by gold_table, metric, figure_month, tenant_type
),

-- What somebody has entered, and what anybody could.
to_compare as (
    select
        entry_id,
        source,
        figure_month,
        gold_table,
        metric,
        tenant_type,
        value as their_value,
        entered_on,
        note
    from entries
    union all
    select
        0,
        null,
        ours.figure_month,
        ours.gold_table,
        ours.metric,
        ours.tenant_type,
        null,
        null,
        null
    from ours
    left join entries
        on
            entries.gold_table = ours.gold_table
            and entries.metric = ours.metric
            and entries.tenant_type = ours.tenant_type
            and entries.figure_month = ours.figure_month
    where
        entries.entry_id is null
        and ours.figure_month >= {{ compared_months_start() }}
        and ours.figure_month < {{ first_of_month(as_of_date()) }}
),

joined as (
    select
        to_compare.*,
        coalesce(ours.figure_label, definitions.label, to_compare.metric) as figure_label,
        ours.our_value,
        ours.our_value - to_compare.their_value as difference,
        ours.our_first_published_value,
        ours.our_restatement_reason,
        ours.metric is not null as is_known,
        definitions.definition as our_definition,
        definitions.source_last_day as our_source_last_day,
        -- Half a unit of the last decimal that theirs has.
        cast(0.5 / pow(10, char_length(
            trim(trailing '0' from substring_index(cast(to_compare.their_value as char), '.', -1))
        )) as decimal(20, 7)) as rounding
    from to_compare
    left join ours
        on
            ours.gold_table = to_compare.gold_table
            and ours.metric = to_compare.metric
            and ours.tenant_type = to_compare.tenant_type
            and ours.figure_month = to_compare.figure_month
    left join definitions on {{ own_or_daily_definition('definitions', 'to_compare') }}
),

compared as (
    select
        joined.*,
        case
            when their_value is null then 'not entered'
            when our_value is null then 'no figure of ours'
            when abs(difference) <= rounding then 'equal'
            else 'differs'
        end as comparison
    from joined
),

differing as (
    select * from compared
    where comparison = 'differs'
),

bridge_lines as (
    select * from bridge
    where is_total = 0 and amount <> 0
),

-- Each line, and each row of lines that follow one another.
bridge_sums as (
    select
        first_lines.figure_month,
        first_lines.step_number as first_step,
        last_lines.step_number as last_step,
        count(*) as line_count,
        sum(summed.amount) as amount,
        group_concat(
            concat(summed.step, ' (', summed.amount, ')') order by summed.step_number separator '; '
        ) as steps
    from bridge_lines as first_lines
    inner join bridge_lines as last_lines
        on
            last_lines.figure_month = first_lines.figure_month
            and last_lines.step_number >= first_lines.step_number
    inner join bridge_lines as summed
        on
            summed.figure_month = first_lines.figure_month
            and summed.step_number between first_lines.step_number and last_lines.step_number
    group by first_lines.figure_month, first_lines.step_number, last_lines.step_number
),

-- What theirs may be. The lower the kind, the likelier.
explanations as (
    select
        entry_id,
        1 as kind,
        0 as place,
        '' as name,
        concat('What we published first; restated since: ', our_restatement_reason, '.') as explanation
    from differing
    where abs(our_first_published_value - their_value) <= rounding
    union all
    select
        differing.entry_id,
        2,
        bridge.step_number,
        '',
        concat('Step ', bridge.step_number, ' of the bridge of the month''s last day: ', bridge.step, '.')
    from differing
    inner join bridge on bridge.figure_month = differing.figure_month
    where
        differing.metric = 'rooms_at_end'
        and bridge.is_total = 1
        and abs(bridge.amount - differing.their_value) <= differing.rounding
    union all
    select
        differing.entry_id,
        3,
        bridge_sums.line_count * 10 + bridge_sums.first_step,
        '',
        concat(
            'Without ',
            if(bridge_sums.line_count = 1, 'step ', 'steps '),
            bridge_sums.first_step,
            if(bridge_sums.line_count = 1, '', concat(' to ', bridge_sums.last_step)),
            ' of the bridge of the month''s last day: ',
            bridge_sums.steps,
            '.'
        )
    from differing
    inner join bridge_sums on bridge_sums.figure_month = differing.figure_month
    where
        differing.metric = 'rooms_at_end'
        and abs(differing.difference - bridge_sums.amount) <= differing.rounding
    union all
    select
        differing.entry_id,
        case
            when abs(ours.our_value - differing.their_value) <= differing.rounding then 4
            else 5
        end,
        0,
        concat(ours.gold_table, ' ', ours.metric, ' ', ours.tenant_type),
        concat(
            case
                when abs(ours.our_value - differing.their_value) <= differing.rounding then 'Our figure '
                when differing.difference < 0 then 'Ours plus '
                else 'Ours minus '
            end,
            ours.figure_label,
            if(ours.tenant_type = 'all', '', concat(', ', ours.tenant_type)),
            '.'
        )
    from differing
    inner join ours
        on
            ours.figure_month = differing.figure_month
            and ours.our_value > 0
            and (ours.gold_table, ours.metric, ours.tenant_type)
            <> (differing.gold_table, differing.metric, differing.tenant_type)
    where
        (
            abs(ours.our_value - differing.their_value) <= differing.rounding
            and (
                ours.tenant_type = differing.tenant_type
                or (ours.gold_table = differing.gold_table and ours.metric = differing.metric)
            )
        )
        or (
            abs(abs(differing.difference) - ours.our_value) <= differing.rounding
            and ours.tenant_type = differing.tenant_type
            and ours.gold_table <> 'kpi_month_end_metrics'
            and differing.gold_table <> 'kpi_month_end_metrics'
        )
),

likeliest as (
    select
        explanations.*,
        row_number() over (partition by entry_id order by kind, place, name) as place_of_entry
    from explanations
),

final as (
    select
        compared.entry_id,
        compared.comparison,
        compared.figure_month,
        compared.gold_table,
        compared.metric,
        compared.figure_label as compared_figure,
        compared.tenant_type,
        compared.source as their_source,
        compared.their_value,
        compared.our_value,
        compared.difference,
        case compared.comparison
            when 'differs'
                then coalesce(likeliest.explanation, 'No line of the bridge and no other figure of ours fits.')
            when 'no figure of ours'
                then if(
                    compared.is_known,
                    'The last day of the month has no snapshot.',
                    'We have no such figure of the month.'
                )
        end as explanation,
        compared.our_first_published_value,
        compared.our_restatement_reason,
        compared.our_definition,
        compared.our_source_last_day,
        compared.entered_on,
        compared.note,
        {{ as_of_date() }} as as_of_date
    from compared
    left join likeliest on likeliest.entry_id = compared.entry_id and likeliest.place_of_entry = 1
)

select * from final
