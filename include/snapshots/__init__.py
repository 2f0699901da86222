"""Daily tenant snapshots: exporting, checking and loading them."""
