"""Checks before a run changes anything: the right server, and the right dump, whole and new."""
