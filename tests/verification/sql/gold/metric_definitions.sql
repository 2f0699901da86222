-- "What each figure means, generated from the descriptions beside the models".
select
    m.metric,
    m.gold_table,
    m.label,
    m.definition,
    m.grain,
    m.source,
    m.filter,
    m.unit,
    m.valid_from::date as valid_from,
    m.owner,
    getvariable('as_of') as as_of_date,
    -- "Last day of the stalest source that feeds it (source_coverage)."
    min(c.last_day) as source_last_day,
    min(case
        when c.source_table in ('rooms', 'apartments') then (c.row_count > 0)::int
        else coalesce(date_diff('day', c.last_day, getvariable('as_of')) <= 35, false)::int
    end) as is_source_live
from raw.described_metrics as m
left join coverage as c on c.source_table in (select unnest(string_split(m.source, ', ')))
group by all
