"""Pages of the web UI: data health and the numbers preview, read-only and behind Airflow's login."""
