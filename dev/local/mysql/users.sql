-- The users of the warehouse, with no more rights than Aurora would give them: nobody has SUPER.
-- The pipeline's user owns the schemas of the pipeline. PROCESS lets it name the transaction that blocks a publish.
CREATE USER IF NOT EXISTS 'etl'@'%' IDENTIFIED BY {etl_password};
ALTER USER 'etl'@'%' IDENTIFIED BY {etl_password};
GRANT PROCESS ON *.* TO 'etl'@'%';
GRANT ALL PRIVILEGES ON `staging`.* TO 'etl'@'%';
GRANT ALL PRIVILEGES ON `staging\_incoming`.* TO 'etl'@'%';
GRANT ALL PRIVILEGES ON `staging\_backup\_%`.* TO 'etl'@'%';
GRANT ALL PRIVILEGES ON `silver`.* TO 'etl'@'%';
GRANT ALL PRIVILEGES ON `gold`.* TO 'etl'@'%';
GRANT ALL PRIVILEGES ON `seeds`.* TO 'etl'@'%';
GRANT ALL PRIVILEGES ON `test\_results`.* TO 'etl'@'%';
GRANT ALL PRIVILEGES ON `ops`.* TO 'etl'@'%';

-- QuickSight's user reads gold and nothing else.
CREATE USER IF NOT EXISTS 'reader'@'%' IDENTIFIED BY {reader_password};
ALTER USER 'reader'@'%' IDENTIFIED BY {reader_password};
GRANT SELECT ON `gold`.* TO 'reader'@'%';
