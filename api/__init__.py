"""HTTP API v1: the same numbers and records as the pages, for programs (docs/api.md)."""

from api.routes import blueprint

__all__ = ["blueprint"]
