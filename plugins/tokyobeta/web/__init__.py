"""Pages of the pipeline in Airflow's web UI: for who is logged in and may read the DAG."""
