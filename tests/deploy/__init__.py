"""The team's copy as it is run: images, containers, faults. Only on request: pytest tests/deploy."""
