SELECT * FROM gold.new_contracts
