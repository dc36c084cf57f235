"""Publish political history as linked open data: tables -> mappings -> triples -> checks -> release."""

__version__ = "0.1.0"
