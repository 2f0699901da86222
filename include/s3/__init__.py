"""Objects in S3: is it there, which version, which bytes."""
