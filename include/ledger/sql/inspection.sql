SELECT report
FROM inspections
WHERE restore_id = %(restore_id)s
  AND code_version = %(code_version)s;
