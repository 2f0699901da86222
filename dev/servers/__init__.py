"""The private MySQL server of the local stack, the sample data and the tests: found, fetched, started."""
