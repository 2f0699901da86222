"""What a run that died left behind: shown, and erased where a person wants it."""
