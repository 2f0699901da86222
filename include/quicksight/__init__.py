"""QuickSight data sets and their SPICE ingestions."""
