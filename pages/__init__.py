"""One page, one file: its words, its choices, and what is drawn in which order."""
