"""How long silver and gold take at full size, and whether a day costs more the more days there are."""
