"""Metrics for Prometheus: declared, counted in every process, and shown together at /metrics."""
