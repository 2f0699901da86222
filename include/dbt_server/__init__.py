"""dbt that is imported once for many commands: a server that forks a process for each of them."""
