-- The publications that the table holds: one for each as-of date and number.
SELECT DISTINCT as_of_date, publication_number
FROM {ops}.published_figures;
