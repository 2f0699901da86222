"""``make run``: the daily pipeline on this machine, shown to a person."""
