"""What hiding small cells is compared with."""
