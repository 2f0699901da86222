SELECT VERSION() AS version,
       @@global.read_only AS read_only,
       @@lower_case_table_names AS lower_case_table_names,
       @@max_allowed_packet AS max_allowed_packet,
       @@global.local_infile AS local_infile,
       @@datadir AS datadir,
       CONVERT_TZ('2026-01-01 03:00:00', 'UTC', 'Asia/Tokyo') AS tokyo_noon;
