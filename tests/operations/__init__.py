"""Tests of roadmap_app/operations."""
