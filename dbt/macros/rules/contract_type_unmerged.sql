{#- A snapshot's contract type with the merge of 29 September 2025 undone. A subquery, not a join: it is asked only of
    the few rows that need it. -#}
{% macro contract_type_unmerged(snapshot) -%}
    if(
            {{ snapshot }}.snapshot_date >= date '{{ var("contract_type_merge_date") }}' and {{ snapshot }}.contract_type = 1,
            coalesce(
                (
                    select types_before_merge.contract_type from types_before_merge
                    where types_before_merge.tenant_id = {{ snapshot }}.tenant_id
                ),
                1
            ),
            {{ snapshot }}.contract_type
        )
{%- endmacro %}
