"""What is left after a publish: the archive copy of the dump, and the replaced copies of staging."""
