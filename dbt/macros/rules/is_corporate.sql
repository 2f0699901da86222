{#- Whether a contract type code is a company's contract. Unknown codes are not. -#}
{% macro is_corporate(contract_type_code) -%}
    coalesce({{ contract_type_code }} in ({{ var('corporate_contract_types') | join(', ') }}), false)
{%- endmacro %}
