"""A dump on its way to what readers see: preflight, restore, quality rules, publish, retention."""
