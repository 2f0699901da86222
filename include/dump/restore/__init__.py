"""The whole restore: preparation, loading, progress, verification and summary."""
