"""What the benchmark of attributions is made of: how they are scored, and what needline is compared with."""
