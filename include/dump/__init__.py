"""Reading, checking and restoring mysqldump files."""
