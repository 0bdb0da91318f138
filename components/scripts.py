"""Our own scripts as one file: a first visit asks for it once instead of a dozen times."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from flask import Flask, Response

ASSETS = Path(__file__).resolve().parents[1] / "assets"
PATH = "/own.js"
APART = "theme.js"  # stands in the head: it must run before anything is painted
IGNORED = r"^(?!plotly\.).*\.js$|.*\.br$"  # what Dash does not add to the page by itself


def own_scripts() -> str:
    """The scripts of `assets/` one after another; each is closed in itself."""
    files = sorted(path for path in ASSETS.glob("*.js") if path.name != APART)
    return "".join(f"/* {path.name} */\n{path.read_text('utf-8').rstrip()}\n;\n" for path in files)


def serve_own_scripts(server: Flask) -> str:
    """Serve them; the address, which changes with what they say."""
    text = own_scripts()
    server.add_url_rule(PATH, "own_scripts", lambda: Response(text, mimetype="text/javascript"))
    return f"{PATH}?m={sha256(text.encode()).hexdigest()[:12]}"
