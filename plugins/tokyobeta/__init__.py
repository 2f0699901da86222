"""What Airflow needs of the Tokyo Beta pipeline: operators, hooks, triggers and notifications."""
