{#- Bands of the move-out analysis. A missing value is Unknown, never the highest band. -#}
{% macro rent_range(rent) -%}
    case
        when {{ rent }} is null then 'Unknown'
        when {{ rent }} < 50000 then 'Under 50K'
        when {{ rent }} < 70000 then '50K-70K'
        when {{ rent }} < 100000 then '70K-100K'
        when {{ rent }} < 150000 then '100K-150K'
        else '150K+'
    end
{%- endmacro %}

{% macro rent_range_order(rent) -%}
    case
        when {{ rent }} is null then 6
        when {{ rent }} < 50000 then 1
        when {{ rent }} < 70000 then 2
        when {{ rent }} < 100000 then 3
        when {{ rent }} < 150000 then 4
        else 5
    end
{%- endmacro %}

{% macro age_group(age) -%}
    case
        when {{ age }} is null then 'Unknown'
        when {{ age }} < 25 then 'Under 25'
        when {{ age }} < 35 then '25-34'
        when {{ age }} < 45 then '35-44'
        when {{ age }} < 55 then '45-54'
        else '55+'
    end
{%- endmacro %}

{% macro tenure_category(months) -%}
    case
        when {{ months }} is null then 'Unknown'
        when {{ months }} < 6 then 'Short (<6mo)'
        when {{ months }} < 12 then 'Medium (6-12mo)'
        when {{ months }} < 24 then 'Long (1-2yr)'
        else 'Very Long (2yr+)'
    end
{%- endmacro %}
