"""The local stack: what production gets from AWS, as processes on this machine."""
