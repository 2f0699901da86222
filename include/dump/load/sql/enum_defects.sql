-- A column of a SELECT: how many values of an ENUM are the error value, which has index 0.
COALESCE(SUM({column} = 0), 0)
