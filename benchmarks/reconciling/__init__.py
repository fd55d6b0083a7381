"""Generated worlds with a known truth, and what is done with their figures today."""
