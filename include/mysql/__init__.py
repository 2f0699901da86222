"""The MySQL server: where it is, how to connect, names, SQL files, named locks, error numbers, threads."""
