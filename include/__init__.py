"""The Airflow-free library and resources of the Tokyo Beta data foundation."""
