"""The bytes of a dump: where they are stored, and how they are uncompressed."""
