"""What people see of the pipeline's health: the ledger as one document, and what it says."""
