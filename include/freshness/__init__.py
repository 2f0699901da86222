"""How old the data is that people look at."""
