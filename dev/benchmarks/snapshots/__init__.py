"""How long loading daily snapshots takes, and whether a new day costs more the more days there are."""
