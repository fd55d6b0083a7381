"""What `benchmarks/indicators.py` runs: made-up households, needline's whole process, and a script without it."""
