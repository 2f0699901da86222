{#- The yml beside a model or a code list, as its tests read it. -#}
{% macro documented_node(name) %}
    {% if execute %}
        {{ return(graph.nodes.values() | selectattr('resource_type', 'in', ['model', 'seed'])
            | selectattr('name', 'equalto', name) | first) }}
    {% endif %}
    {{ return(none) }}
{% endmacro %}

{#- The rules of a model as (column, name, broken), where `broken` is the SQL condition of a row that breaks it. -#}
{% macro documented_rules(name, level) %}
    {% set rules = [] %}
    {% set node = documented_node(name) %}
    {% if node %}
        {% for column in node.columns.values() %}
            {% set meta = column.meta %}
            {% if level == 'error' and meta.get('required') %}
                {% do rules.append({'column': column.name, 'name': 'is not null', 'broken': column.name ~ ' is null'}) %}
            {% endif %}
            {% if level == 'error' and meta.get('accepted') %}
                {% set values = meta.accepted | map('string') | join("', '") %}
                {% do rules.append({
                    'column': column.name,
                    'name': 'is one of ' ~ meta.accepted | join(', '),
                    'broken': 'coalesce(' ~ column.name ~ " not in ('" ~ values ~ "'), false)",
                }) %}
            {% endif %}
            {% set rule = meta.get('rule' if level == 'error' else 'warn') %}
            {% if rule %}
                {% do rules.append({
                    'column': column.name, 'name': rule,
                    'broken': 'not coalesce((' ~ (rule | replace(':as_of', as_of_date())) ~ '), true)',
                }) %}
            {% endif %}
        {% endfor %}
        {% for rule in node.meta.get('rules', []) if rule.get('level', 'error') == level %}
            {% do rules.append({
                'column': '(row)', 'name': rule.name,
                'broken': 'not coalesce((' ~ (rule.rule | replace(':as_of', as_of_date())) ~ '), true)',
            }) %}
        {% endfor %}
    {% endif %}
    {{ return(rules) }}
{% endmacro %}
