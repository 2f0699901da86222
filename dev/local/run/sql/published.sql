SELECT dump_date FROM ops.publications ORDER BY publication_id DESC LIMIT 1
