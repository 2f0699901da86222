"""Synthetic GGhouse data: a source database, its dumps and its snapshots."""
