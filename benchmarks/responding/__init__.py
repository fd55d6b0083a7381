"""What the benchmark of response and access is made of: a made operation."""
