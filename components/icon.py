"""Icons: decoration only, never the sole carrier of a meaning."""

from dash import html


def icon(name: str) -> html.Span:
    """A Bootstrap icon from assets/vendor/icons.css in the colour of the text; hidden from screen readers."""
    return html.Span(className=f"icon icon-{name}", **{"aria-hidden": "true"})
