SELECT erased FROM tidy_ups WHERE run_id = %(run_id)s;
