{#- Bands of the move-out analysis. A missing value is Unknown, never the highest band; so is a rent of 0 or less, which the
    source has where none was entered. -#}
{% macro rent_range(rent) -%}
    case
        when {{ rent }} is null or {{ rent }} <= 0 then 'Unknown'
        when {{ rent }} < 50000 then 'Under 50K'
        when {{ rent }} < 70000 then '50K-70K'
        when {{ rent }} < 100000 then '70K-100K'
        when {{ rent }} < 150000 then '100K-150K'
        else '150K+'
    end
{%- endmacro %}

{% macro rent_range_order(rent) -%}
    case
        when {{ rent }} is null or {{ rent }} <= 0 then 6
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

{#- Classes of the dashboards. -#}
{% macro rent_tier(rent) -%}
    case
        when coalesce({{ rent }}, 0) <= 0 then 'Unknown'
        when {{ rent }} < 50000 then 'Budget'
        when {{ rent }} < 70000 then 'Standard'
        when {{ rent }} < 90000 then 'Premium'
        else 'Luxury'
    end
{%- endmacro %}

{% macro tenure_band(months) -%}
    case
        when coalesce({{ months }}, -1) < 0 then 'Unknown'
        when {{ months }} < 6 then '00-06'
        when {{ months }} < 12 then '06-12'
        when {{ months }} < 18 then '12-18'
        when {{ months }} < 24 then '18-24'
        when {{ months }} < 36 then '24-36'
        else '36+'
    end
{%- endmacro %}

{% macro notice_band(days) -%}
    case
        when coalesce({{ days }}, -1) < 0 then 'Unknown'
        when {{ days }} < 14 then 'Under 14 days'
        when {{ days }} < 30 then '14-29 days'
        when {{ days }} < 60 then '30-59 days'
        else '60 days and more'
    end
{%- endmacro %}

{% macro occupancy_band(occupied, rooms) -%}
    case
        when {{ occupied }} * 100 < 50 * {{ rooms }} then '00-49 %'
        when {{ occupied }} * 100 < 70 * {{ rooms }} then '50-69 %'
        when {{ occupied }} * 100 < 85 * {{ rooms }} then '70-84 %'
        when {{ occupied }} * 100 < 95 * {{ rooms }} then '85-94 %'
        else '95-100 %'
    end
{%- endmacro %}

{#- Whether a day lies in the calendar month of the as-of day, and in its last days; 1 or 0. -#}
{% macro is_in_as_of_month(day) -%}
    case when date_format({{ day }}, '%Y-%m') = date_format({{ as_of_date() }}, '%Y-%m') then 1 else 0 end
{%- endmacro %}

{% macro is_in_last_days(day, days) -%}
    case when {{ day }} > date_sub({{ as_of_date() }}, interval {{ days }} day) then 1 else 0 end
{%- endmacro %}

{#- What changed from one month to the next, as a share: this / before - 1, rounded once to six decimals. -#}
{% macro growth(this, before) -%}
    {{ ratio(this, before, 'decimal(12, 6)') }} - 1
{%- endmacro %}
