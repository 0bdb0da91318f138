"""Boundaries the office owns: GeoJSON keyed by area code, read, checked in words, and made small enough to draw.

Nothing is fetched from anywhere; without files nothing is missing.
"""
