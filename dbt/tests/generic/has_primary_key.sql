{#- The server itself keeps the model's grain: the table has exactly the primary key that its config states. -#}
{% test has_primary_key(model) %}
    {% set node = documented_node(model.identifier) %}
    {% set wanted = (node.config.get('primary_key') or []) | join(', ') if node else '' %}
    select found.columns_of_key, '{{ wanted }}' as wanted_columns
    from (
        select group_concat(column_name order by seq_in_index separator ', ') as columns_of_key
        from information_schema.statistics
        where
            table_schema = '{{ model.schema }}'
            and table_name = '{{ model.identifier }}'
            and index_name = 'PRIMARY'
    ) as found
    where coalesce(found.columns_of_key, '') <> '{{ wanted }}' or '{{ wanted }}' = ''
{% endtest %}
