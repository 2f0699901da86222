"""Publishing: one RENAME TABLE makes the restored dump what readers see, and one takes it back."""
