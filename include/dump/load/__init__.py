"""The server's side of a restore: connections, tables being loaded, and what is recorded for a retry."""
