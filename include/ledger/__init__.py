"""The schema ``ops`` and the restore marker: what was restored, published, loaded and measured."""
