"""English: its word lists."""
