{#- When each day-replacing model was last built. Such a model keeps its table, so the age of the table does not say it;
    gold_done asks here whether a model was built since the publish. -#}
{% macro built_models_table() -%}
    {{ var('schema_prefix') }}silver.built_models
{%- endmacro %}

{% macro create_built_models() %}
    {% do create_once('built_models', "
        model varchar(64) not null comment 'model of materialization replaced_days',
        built_at datetime(6) not null comment 'UTC moment of its last complete build',
        build_id char(36) not null comment 'dbt run that built it',
        primary key (model)
    ") %}
{% endmacro %}

{% macro record_built_model() %}
    {% do run_query(
        'replace into ' ~ built_models_table() ~ " (model, built_at, build_id)
        values ('" ~ model.name ~ "', utc_timestamp(6), '" ~ invocation_id ~ "')"
    ) %}
    {% do run_query('commit') %}
{% endmacro %}
