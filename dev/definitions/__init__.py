"""The page of definitions, made from the yml beside the dbt models."""
