"""Our own scripts as one file and our style sheets as another: a first visit asks for two instead of forty."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from dash import _dash_renderer, dash_table
from flask import Flask, Response

ASSETS = Path(__file__).resolve().parents[1] / "assets"
APART = "theme.js"  # stands in the head: it must run before anything is painted
FIRST = ASSETS / "vendor" / "regenerator-runtime.min.js"  # what the scripts of Dash count on
IGNORED = r".*\.(js|css|br)$"  # what Dash does not add to the page by itself
WITH_GRID = "/records"  # has no chart; it has the grid (assets/app.js: LATE)

for _paths in _dash_renderer._js_dist_dependencies[0]["relative_package_path"].values():
    _paths[:] = [path for path in _paths if "polyfill" not in path]  # for browsers older than those we let in
dash_table._js_dist.clear()  # a table of Dash that no page of ours uses; it would be asked for on every first visit


def own_scripts() -> str:
    """The scripts of `assets/` one after another; each is closed in itself."""
    files = [FIRST, *sorted(path for path in ASSETS.glob("*.js") if path.name != APART)]
    return "".join(f"/* {path.name} */\n{path.read_text('utf-8').rstrip()}\n;\n" for path in files)


def own_styles() -> str:
    """The style sheets of `assets/` one after another in the order in which they count: those brought along last."""
    files = [*sorted(ASSETS.glob("*.css")), *sorted((ASSETS / "vendor").glob("*.css"))]
    return "".join(f"/* {path.name} */\n{path.read_text('utf-8').rstrip()}\n" for path in files)


def plotly_address() -> str:
    """Where the library that draws is, in the version that it is."""
    return _vendored("plotly.min.js")


def grid_address() -> str:
    """Where the library of the grid is, in the version that it is."""
    return _vendored("ag-grid.min.js")


def first_library(path: str) -> str:
    """What the page of this path needs first, fetched from the first moment on: the grid, or what draws its charts."""
    return grid_address() if (path.rstrip("/") or "/") == WITH_GRID else plotly_address()


@cache
def _vendored(name: str) -> str:
    return f"/assets/vendor/{name}?m={sha256((ASSETS / 'vendor' / name).read_bytes()).hexdigest()[:12]}"


def serve_own_scripts(server: Flask) -> str:
    """Serve them; the address, which changes with what they say."""
    return _served(server, "own_scripts", "/own.js", own_scripts(), "text/javascript")


def serve_own_styles(server: Flask) -> str:
    """Serve them; the address, which changes with what they say."""
    return _served(server, "own_styles", "/own.css", own_styles(), "text/css")


def _served(server: Flask, name: str, path: str, text: str, kind: str) -> str:
    server.add_url_rule(path, name, lambda: Response(text, mimetype=kind))
    return f"{path}?m={sha256(text.encode()).hexdigest()[:12]}"
