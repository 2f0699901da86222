{#- Whether a table of the source has columns, for one whose columns nobody has confirmed: without them the model has no
    rows, and the log says why. While dbt parses it asks nothing. -#}
{% macro has_columns(relation, columns) %}
    {% if not execute %}
        {{ return(true) }}
    {% endif %}
    {% set present = run_query(
        "select column_name from information_schema.columns where table_schema = '" ~ relation.schema
        ~ "' and table_name = '" ~ relation.identifier ~ "'"
    ).columns[0].values() | map('lower') | list %}
    {% set missing = columns | reject('in', present) | list %}
    {% if missing %}
        {% do log(model.name ~ ' is empty: ' ~ relation ~ ' has no column ' ~ missing | join(', '), info=true) %}
    {% endif %}
    {{ return(not missing) }}
{% endmacro %}
