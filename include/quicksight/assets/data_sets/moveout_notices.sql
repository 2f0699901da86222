SELECT * FROM gold.moveout_notices
