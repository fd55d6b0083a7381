"""Evidence in: a module a format or file of the mission folder. Each cell is parsed once, here."""
