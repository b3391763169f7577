"""Statistics as pure functions on small frames and arrays: no database, no files."""
