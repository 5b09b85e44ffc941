"""Benchmarks, not part of the test run; `python3 run.py bench` measures the server under load."""
