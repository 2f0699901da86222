SELECT * FROM gold.moveouts
