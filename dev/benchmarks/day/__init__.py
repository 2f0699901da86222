"""Benchmark of a whole day: from the dump in S3 to the dashboards, before and after, in one run."""
