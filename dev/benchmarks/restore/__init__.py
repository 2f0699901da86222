"""Restore speed and memory: this engine, the mysql client, and what the server itself could do at most."""
