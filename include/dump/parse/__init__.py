"""The text of a dump: statements, table definitions and rows."""
