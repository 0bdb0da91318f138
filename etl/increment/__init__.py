"""Building on the last build: only what deliveries changed is read, judged and computed anew.

The outcome is the one of a full build, row for row and in the same order; what cannot be told with certainty to be
unaffected is a NotPlainError, and the caller builds in full.
"""

from etl.increment.build import build_full, build_on
from etl.increment.kept import NotPlainError

__all__ = ["NotPlainError", "build_full", "build_on"]
