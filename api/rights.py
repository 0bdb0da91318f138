"""The rights of whoever asks, once more before the work itself: the gate has asked before, this is the second lock."""

from __future__ import annotations

from access.errors import AccessError
from access.present import require_right
from access.roles import May
from api.answers import ApiError


def require(what: May) -> None:
    """403 in words unless the person may do it; nothing where nobody has to come in."""
    try:
        require_right(what)
    except AccessError as refused:
        raise ApiError(refused.status, refused.message.rstrip("。"), refused.hint) from refused
