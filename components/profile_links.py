"""Addresses of the one-page profiles of an organisation, a hub, an area or a project, and names that lead to them.

Any id is a safe part of a path: everything but letters and digits is percent-encoded, a slash and a comma included.
"""

from __future__ import annotations

from urllib.parse import quote

from dash import html
from dash.development.base_component import Component

KINDS = ("org", "hub", "area", "project")


def org_href(org_id: str) -> str:
    """The address of an organisation's profile."""
    return _href("org", org_id)


def hub_href(hub_id: str) -> str:
    """The address of a hub's profile."""
    return _href("hub", hub_id)


def area_href(area_code: str) -> str:
    """The address of an area's profile."""
    return _href("area", area_code)


def project_href(project_id: str) -> str:
    """The address of a project's profile."""
    return _href("project", project_id)


def org_link(org_id: str | None, name: str | None) -> Component | str:
    """An organisation's name leading to its profile; without an id only the name."""
    return _link("org", org_id, name)


def hub_link(hub_id: str | None, name: str | None) -> Component | str:
    """A hub's name leading to its profile; without an id only the name."""
    return _link("hub", hub_id, name)


def area_link(area_code: str | None, name: str | None) -> Component | str:
    """An area's name leading to its profile; without a code only the name."""
    return _link("area", area_code, name)


def project_link(project_id: str | None, name: str | None = None) -> Component | str:
    """A project's name (mostly its own id) leading to its profile; without an id only the name."""
    return _link("project", project_id, name)


def _href(kind: str, key: str) -> str:
    return f"/{kind}/{quote(str(key), safe='')}"


def _link(kind: str, key: str | None, name: str | None) -> Component | str:
    words = str(name or key or "")
    return html.A(words, href=_href(kind, key), className="profile-link") if key else words
