"""Reading what a component shows."""

from dash.development.base_component import Component


def parts(piece):
    """Every component and text below a component, in reading order."""
    if piece is None:
        return
    if isinstance(piece, (list, tuple)):
        for one in piece:
            yield from parts(one)
        return
    yield piece
    if isinstance(piece, Component):
        yield from parts(getattr(piece, "children", None))


def text_of(piece) -> str:
    """All words, separated by blanks."""
    words = [str(part).strip() for part in parts(piece) if not isinstance(part, Component)]
    return " ".join(word for word in words if word)


def hrefs(piece) -> list[str]:
    """Where its links lead."""
    return [part.href for part in parts(piece) if isinstance(part, Component) and getattr(part, "href", None)]
