"""What a change of the models does to their results on a synthetic day, for those who review it."""
