-- What readers see is another load from now on: one of its tables is.
UPDATE {schema}._dump_seal SET load_id = %(load_id)s;
