"""English: who speaks by which words, what was counted, and conduct that the law concerns."""
