"""The inbox looked after without a person: every complete file is loaded once, answered, and put away."""

from etl.watch.rounds import Watch

__all__ = ["Watch"]
