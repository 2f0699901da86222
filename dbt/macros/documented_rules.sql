{#- The yml beside a model or a code list, as its tests read it. -#}
{% macro documented_node(name) %}
    {% if execute %}
        {{ return(graph.nodes.values() | selectattr('resource_type', 'in', ['model', 'seed'])
            | selectattr('name', 'equalto', name) | first) }}
    {% endif %}
    {{ return(none) }}
{% endmacro %}

{#- The rules of a model as (column, name, broken, at_most_percent): `broken` is the SQL condition of a row that breaks it,
    `at_most_percent` the share of the rows that may do so. The rules stand under `meta: rules` of a column or of the
    model, in the words of dbt's own tests:

      not_null                             or {not_null: true, ...}
      {accepted_values: [...], ...}
      {expression: SQL condition, ...}     NULL breaks no expression

    Each may have: severity (error, the default, or warn), name (shown instead of the expression), at_most_percent (a
    number, or a name of the variable tolerated_percent), per (a column that names what is at fault, such as the building
    of a contract: at_most_percent is then a share of its values, and tolerated_buildings of them are always tolerated,
    because a share of a few buildings says nothing). What chance adds to a share of few rows is in tolerated_count. -#}
{% macro documented_rules(name, severity) %}
    {% set rules = [] %}
    {% set node = documented_node(name) %}
    {% if node %}
        {% for column in node.columns.values() %}
            {% for stated in column.meta.get('rules', []) %}
                {% do rules.append(row_rule(column.name, stated)) %}
            {% endfor %}
        {% endfor %}
        {% for stated in node.meta.get('rules', []) %}
            {% do rules.append(row_rule('(row)', stated)) %}
        {% endfor %}
    {% endif %}
    {{ return(rules | selectattr('severity', 'equalto', severity) | list) }}
{% endmacro %}

{#- A rule of the yml in the form that the test reads. -#}
{% macro row_rule(column, stated) %}
    {% set rule = {stated: true} if stated is string else stated %}
    {% set percent = tolerated_percent(rule.get('at_most_percent', 0)) %}
    {% if rule.get('not_null') %}
        {% set words, broken = column ~ ' is not null', column ~ ' is null' %}
    {% elif rule.get('accepted_values') %}
        {% set values = rule.accepted_values | map('string') | list %}
        {% set words = column ~ ' is one of ' ~ values | join(', ') %}
        {% set broken = 'coalesce(' ~ column ~ " not in ('" ~ values | join("', '") ~ "'), false)" %}
    {% elif rule.get('expression') %}
        {% set words, broken = rule.expression, 'not coalesce((' ~ with_days(rule.expression) ~ '), true)' %}
    {% else %}
        {% do exceptions.raise_compiler_error(
            'A rule is not_null, accepted_values or expression, but that of ' ~ column ~ ' is ' ~ stated ~ '.'
        ) %}
    {% endif %}
    {{ return({
        'column': column,
        'name': rule.get('name', words) ~ (' (' ~ percent ~ ' % may break it)' if percent else ''),
        'broken': broken,
        'severity': rule.get('severity', 'error'),
        'at_most_percent': percent,
        'per': rule.get('per'),
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

{#- The SQL of how many of `rows` (a SQL expression) may break a rule that tolerates `percent` of them: the share itself
    and what chance adds to it. Of few rows 6 % are soon 7 %, of 17,573 hardly ever 6.6 %. Of rows that break a rule
    independently, each with this chance, more than this many do about once in a thousand days: the binomial
    distribution's mean and three standard deviations, and for its skew, where few are expected, the term of
    Cornish and Fisher. Nothing is added to a share of 0. -#}
{% macro tolerated_count(rows, percent) %}
    {%- set deviations = var('chance_deviations') -%}
    {%- if percent -%}
    (
        {{ rows }} * {{ percent }} / 100
        + {{ deviations }} * sqrt({{ rows }} * {{ percent }} * (100 - {{ percent }})) / 100
        + ({{ deviations }} * {{ deviations }} - 1) / 6
    )
    {%- else -%}
    0
    {%- endif -%}
{% endmacro %}

{#- A rule with its days in SQL: `:as_of`, `:min_date` and `:notice_window_start` mean what they mean in the models. -#}
{% macro with_days(rule) %}
    {{ return(rule
        | replace(':as_of', as_of_date())
        | replace(':min_date', min_valid_date())
        | replace(':notice_window_start', notice_window_start())) }}
{% endmacro %}
