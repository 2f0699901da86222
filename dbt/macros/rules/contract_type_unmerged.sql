{#- A snapshot's contract type with the merge of 29 September 2025 undone, given the join to types_before_merge. -#}
{% macro contract_type_unmerged(snapshot) -%}
    if(
            {{ snapshot }}.snapshot_date >= date '{{ var("contract_type_merge_date") }}' and {{ snapshot }}.contract_type = 1,
            coalesce(types_before_merge.contract_type, 1),
            {{ snapshot }}.contract_type
        )
{%- endmacro %}
