"""Data quality rules that a restored dump must meet before it is published."""
