"""How a database comes to have the tables of `matinee.store.schema`; run by `matinee.store.migrate`."""
