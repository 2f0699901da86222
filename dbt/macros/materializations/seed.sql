{#- A code list is replaced in one transaction: dbt's TRUNCATE would show readers an empty list in between. -#}
{% macro mysql__reset_csv_table(model, full_refresh, old_relation, agate_table) %}
    {% if full_refresh %}
        {% do adapter.drop_relation(old_relation) %}
        {{ return(create_csv_table(model, agate_table)) }}
    {% else %}
        {% call statement('delete_rows') %}
            delete from {{ old_relation }}
        {% endcall %}
        {{ return('delete from ' ~ old_relation) }}
    {% endif %}
{% endmacro %}
