"""Word lists of English for the timeline of events."""
