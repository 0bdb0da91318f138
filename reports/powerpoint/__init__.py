"""The report as slides: one message each, native charts."""
