"""The command line for people: what is published, what could be, and one command to roll back."""
