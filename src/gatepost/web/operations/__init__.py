"""Running the site: the clock's work, the demo, moving the database on."""
