"""How long a whole day takes from the dump in S3 to the dashboards, and what it costs in CPU and memory."""
