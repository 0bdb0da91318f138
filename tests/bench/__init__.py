"""The measurements: what they compare is the same, and what they say follows from what they saw."""
