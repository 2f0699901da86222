"""Operators: each decides, and leaves the work to the library in include/."""
