"""Saved views and events: the little that people keep beside the data, in one SQLite file of the data folder."""
