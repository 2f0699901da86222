{#- The yml beside a model or a code list, as its tests read it. -#}
{% macro documented_node(name) %}
    {% if execute %}
        {{ return(graph.nodes.values() | selectattr('resource_type', 'in', ['model', 'seed'])
            | selectattr('name', 'equalto', name) | first) }}
    {% endif %}
    {{ return(none) }}
{% endmacro %}

{#- The rules of a model as (column, name, broken, at_most_percent): `broken` is the SQL condition of a row that breaks it,
    `at_most_percent` the share of the rows that may do so (0 unless the yml says: `warn: {rule, at_most_percent}`; a name
    stands for a share of the variable tolerated_percent). -#}
{% macro documented_rules(name, level) %}
    {% set rules = [] %}
    {% set node = documented_node(name) %}
    {% if node %}
        {% for column in node.columns.values() %}
            {% set meta = column.meta %}
            {% if level == 'error' and meta.get('required') %}
                {% do rules.append({'column': column.name, 'name': 'is not null', 'broken': column.name ~ ' is null',
                    'at_most_percent': 0}) %}
            {% endif %}
            {% if level == 'error' and meta.get('accepted') %}
                {% set values = meta.accepted | map('string') | join("', '") %}
                {% do rules.append({
                    'column': column.name,
                    'name': 'is one of ' ~ meta.accepted | join(', '),
                    'broken': 'coalesce(' ~ column.name ~ " not in ('" ~ values ~ "'), false)",
                    'at_most_percent': 0,
                }) %}
            {% endif %}
            {% set stated = meta.get('rule' if level == 'error' else 'warn') %}
            {% if stated %}
                {% do rules.append(row_rule(column.name, stated if stated is mapping else {'rule': stated})) %}
            {% endif %}
        {% endfor %}
        {% for rule in node.meta.get('rules', []) if rule.get('level', 'error') == level %}
            {% do rules.append(row_rule('(row)', rule)) %}
        {% endfor %}
    {% endif %}
    {{ return(rules) }}
{% endmacro %}

{#- A rule of the yml ({rule, name, at_most_percent}) in the form that the test reads. -#}
{% macro row_rule(column, stated) %}
    {% set percent = tolerated_percent(stated.get('at_most_percent', 0)) %}
    {% set name = stated.get('name', stated.rule) %}
    {{ return({
        'column': column,
        'name': name ~ (' (' ~ percent ~ ' % may break it)' if percent else ''),
        'broken': 'not coalesce((' ~ with_days(stated.rule) ~ '), true)',
        'at_most_percent': percent,
    }) }}
{% endmacro %}

{#- A share of the rows, given as a number or by its name in the variable tolerated_percent. -#}
{% macro tolerated_percent(share) %}
    {% if share is number %}
        {{ return(share) }}
    {% elif share not in var('tolerated_percent') %}
        {% do exceptions.raise_compiler_error("dbt_project.yml has no tolerated_percent for " ~ share) %}
    {% endif %}
    {{ return(var('tolerated_percent')[share]) }}
{% endmacro %}

{#- A rule with its days in SQL: `:as_of`, `:min_date` and `:notice_window_start` mean what they mean in the models. -#}
{% macro with_days(rule) %}
    {{ return(rule
        | replace(':as_of', as_of_date())
        | replace(':min_date', min_valid_date())
        | replace(':notice_window_start', notice_window_start())) }}
{% endmacro %}
