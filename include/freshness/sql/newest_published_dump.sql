-- What staging says about itself, not what the ledger remembers.
SELECT MAX(dump_date)
FROM {staging}._dump_seal;
