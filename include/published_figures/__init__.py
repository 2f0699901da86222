"""Published figures: what each run published, kept unchanged in `ops` and S3; closed months."""
