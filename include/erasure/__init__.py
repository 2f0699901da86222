"""Erasing one person everywhere: dumps and copies, snapshots, backups, history, caches, failed test rows."""
