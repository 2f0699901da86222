-- When each model that replaces its days was last built; dbt's materialization records it.
SELECT model, built_at
FROM silver.built_models;
