-- The cleaning rules that several definitions share.

-- "Spaces at both ends, full-width ones included, are cut off; then the empty text, --, NULL and null are SQL NULL,
-- exactly as written"
create or replace macro text_or_null(value) as
case when trim(value, ' 　') in ('NULL', 'null', '--', '') then null else trim(value, ' 　') end;

-- "A date with year, month or day 0, or before the year 1900, is NULL. Dates centuries away are kept."
create or replace macro day_or_null(value) as
case when try_cast(value[1:10] as date) >= date '1900-01-01' then try_cast(value[1:10] as date) end;

-- "TIMESTAMP columns are UTC in the source and Japan time (+09:00) in the models"
create or replace macro japan_time(value) as
try_cast(value as timestamp) + interval 9 hour;

-- A year is completed on the day of the same number, or, where a month has no such day, on the next first. A month: "the
-- last day of a month completes one, too, if it lacks the day of move_in_date".
create or replace macro completed_months(first_day, last_day) as
(year(last_day) - year(first_day)) * 12 + month(last_day) - month(first_day)
- case when last_day < first_day then -(day(last_day) > day(first_day))::int
    else (day(last_day) < day(first_day) and last_day <> last_day(last_day))::int end;
create or replace macro completed_years(first_day, last_day) as
year(last_day) - year(first_day)
- (month(last_day) * 100 + day(last_day) < month(first_day) * 100 + day(first_day))::int;

-- "Completed years from the birth date to the day of the event if the birth date is not after it and the result is at
-- most 110; without a birth date the stored age if it is 0 to 110; else NULL."
create or replace macro age_at(on_day, birth_date, stored_age) as
case
    when birth_date is null then case when stored_age between 0 and 110 then stored_age end
    when completed_years(birth_date, on_day) between 0 and 110 then completed_years(birth_date, on_day)
end;

-- "Rent bands: under 50,000; 70,000; 100,000; 150,000; more"; "Unknown if it is not above 0"
create or replace macro rent_range(rent) as
case
    when rent is null or rent <= 0 then 'Unknown'
    when rent < 50000 then 'Under 50K'
    when rent < 70000 then '50K-70K'
    when rent < 100000 then '70K-100K'
    when rent < 150000 then '100K-150K'
    else '150K+'
end;
create or replace macro rent_range_order(rent) as
list_position(['Under 50K', '50K-70K', '70K-100K', '100K-150K', '150K+', 'Unknown'], rent_range(rent));

-- "Age bands: under 25; 35; 45; 55; more. A missing value is Unknown."
create or replace macro age_group(age) as
case
    when age is null then 'Unknown'
    when age < 25 then 'Under 25'
    when age < 35 then '25-34'
    when age < 45 then '35-44'
    when age < 55 then '45-54'
    else '55+'
end;

-- "Tenure by completed months: under 6; 12; 24; more. A missing value is Unknown."
create or replace macro tenure_category(months) as
case
    when months is null then 'Unknown'
    when months < 6 then 'Short (<6mo)'
    when months < 12 then 'Medium (6-12mo)'
    when months < 24 then 'Long (1-2yr)'
    else 'Very Long (2yr+)'
end;

-- A fraction of two whole numbers with some decimals, rounded half up once; calculated in whole numbers, because a
-- double is not exact.
create or replace macro scaled(numerator, denominator, scale) as
((numerator)::hugeint * 2 * scale + (denominator)::hugeint) // (nullif((denominator)::hugeint, 0) * 2);
create or replace macro two_decimals(numerator, denominator) as
scaled(numerator, denominator, 100)::decimal(38, 0) * 0.01;
create or replace macro six_decimals(numerator, denominator) as
scaled(numerator, denominator, 1000000)::decimal(32, 0) * 0.000001;

-- "Unknown (missing or not above 0), Budget below 50,000, Standard below 70,000, Premium below 90,000, Luxury."
create or replace macro rent_tier(rent) as
case
    when rent is null or rent <= 0 then 'Unknown'
    else (['Budget', 'Standard', 'Premium', 'Luxury'])[
        1 + (rent >= 50000)::int + (rent >= 70000)::int + (rent >= 90000)::int
    ]
end;

-- "00-06, 06-12, 12-18, 18-24, 24-36, 36+; the lower limit belongs to the class. Unknown without a stay or below 0."
create or replace macro tenure_band(months) as
case
    when months is null or months < 0 then 'Unknown'
    when months >= 36 then '36+'
    when months >= 24 then '24-36'
    else (['00-06', '06-12', '12-18', '18-24'])[1 + months // 6]
end;

-- "Unknown (missing or negative), Under 14 days, 14-29 days, 30-59 days, 60 days and more."
create or replace macro notice_band(days) as
case
    when days is null or days < 0 then 'Unknown'
    else (['Under 14 days', '14-29 days', '30-59 days', '60 days and more'])[
        1 + (days >= 14)::int + (days >= 30)::int + (days >= 60)::int
    ]
end;
