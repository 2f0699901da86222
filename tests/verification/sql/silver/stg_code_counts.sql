-- "How many rows of the published dump have each value of each code and flag column, as the source writes it."
select source_table, code_column, code, row_count from code_counts
