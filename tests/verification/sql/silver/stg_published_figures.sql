-- Each figure that a run has published.
select
    gold_table,
    metric,
    tenant_type,
    figure_month::date as figure_month,
    as_of_date::date as as_of_date,
    publication_number::bigint as publication_number,
    value::decimal(20, 6) as value,
    rule_version::bigint as rule_version
from raw.published_figures
