{#- Check every rule that the yml states beside a column and beside the model (meta: rules, see documented_rules.sql) in
    one pass over the table: those of the severity that this test has itself. A failing rule is one row: the rule, how
    many rows break it, and the key of one of them; no content of a row is kept. The key is looked for only then: in the
    pass, it would ask every rule of every row once more.

    recent  {column, days}: look only at the rows of the last days before the as-of day, where old rows are settled -#}
{% test column_rules(model, recent=none) %}
    {% set rules = documented_rules(model.identifier, (config.get('severity') or 'error') | lower) %}
    {% if not rules %}
        select 'none' as column_name where false
    {% else %}
        {% set node = documented_node(model.identifier) %}
        {% set key = node.config.get('primary_key') or node.meta.get('key') or ['null'] %}
        {% set looked_at = recent.column ~ ' >= date_sub(' ~ as_of_date() ~ ', interval ' ~ recent.days ~ ' day)'
            if recent else 'true' %}
        with

        counted as (
            select
                {% for rule in rules %}
                sum({{ rule.broken }}) as broken_{{ loop.index }},
                {% if rule.per %}
                count(distinct case when {{ rule.broken }} then {{ rule.per }} end) as counted_{{ loop.index }},
                greatest(
                    {{ tolerated_count('count(distinct ' ~ rule.per ~ ')', rule.at_most_percent) }},
                    {{ var('tolerated_buildings') }}
                ) as tolerated_{{ loop.index }}
                {% else %}
                {{ tolerated_count('count(*)', rule.at_most_percent) }} as tolerated_{{ loop.index }}
                {% endif %}
                {%- if not loop.last %},{% endif %}
                {% endfor %}
            from {{ model }}
            where {{ looked_at }}
        )

        {% for rule in rules %}
        select
            {{ text(rule.column) }} as column_name,
            {{ text(rule.name) }} as broken_rule,
            broken_{{ loop.index }} as failing_rows,
            (
                select min(concat_ws(' | ', {{ key | join(', ') }})) from {{ model }}
                where {{ looked_at }} and {{ rule.broken }}
            ) as example_key
        from counted
        where {{ 'counted' if rule.per else 'broken' }}_{{ loop.index }} > tolerated_{{ loop.index }}
        {% if not loop.last %}union all{% endif %}
        {% endfor %}
    {% endif %}
{% endtest %}
