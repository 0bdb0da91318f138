"""Indicators are checked here."""
