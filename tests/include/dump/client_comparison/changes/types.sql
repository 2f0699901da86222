int
serial
bigint NOT NULL DEFAULT 7
tinyint unsigned
int unsigned zerofill
int INVISIBLE
int AS (1) VIRTUAL
decimal(5,2)
float
double
bit(8)
year
date
time
datetime
timestamp NULL
json
varchar(3)
text
blob
varbinary(5)
binary(3)
varchar(9) character set cp932
char(2) character set latin1
enum('a','b')
set('a','b')
