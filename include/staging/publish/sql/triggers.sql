SELECT trigger_schema, trigger_name, event_object_schema, event_object_table
FROM information_schema.triggers
WHERE event_object_schema IN %(schemas)s
ORDER BY trigger_schema, trigger_name;
