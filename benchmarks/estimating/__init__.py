"""What the benchmark of estimates is made of: a made-up survey, measured processes, peers, comparison."""
