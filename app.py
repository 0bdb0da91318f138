"""The application: `gunicorn app:server`. The server, the shell and the pages live in their own rooms."""

import atexit
import gc

from components import router, shell
from components.at_once import answered_at_once
from components.page import all_pages, find
from components.quiet import QuietDash
from components.scripts import IGNORED, serve_own_scripts, serve_own_styles
from entrance.policy import finish_policy
from reports.described import paths as report_paths
from reports.frozen.described import paths as frozen_paths
from reports.frozen.routes import blueprint as frozen
from reports.routes import blueprint as reports
from server import make_server
from sheets.described import paths
from sheets.routes import blueprint as sheets

server = make_server()
app = QuietDash(
    __name__,
    server=server,
    use_pages=True,
    suppress_callback_exceptions=True,
    include_pages_meta=False,
    enable_mcp=False,
    assets_ignore=IGNORED,
    external_scripts=[serve_own_scripts(server)],
    external_stylesheets=[serve_own_styles(server)],
    title=router.NAME,
    update_title=None,
    index_string=shell.INDEX,
)
app.layout = shell.layout
server.config["SCRIPT_HASHES"] = app.csp_hashes
server.register_blueprint(sheets)
server.register_blueprint(reports)
server.register_blueprint(frozen)
server.config["FURTHER_PATHS"] = lambda: {**paths(), **report_paths(), **frozen_paths()}
server.config["KNOWN_PAGE"] = lambda path: find(path) is not None
server.config["PAGE_OF"] = lambda path: page.path if (page := find(path)) else None
server.config["INPUTS_OF"] = lambda output: called.get(output)
with server.test_request_context("/"):
    for made in server.before_request_funcs[None][1:]:  # what Dash registered, behind the gate: pages and callbacks
        made()
    app.index()  # each worker learns which component files exist before anybody asks it for one
called = {
    output: [[(one["id"], one["property"]) for one in callback[kind]] for kind in ("inputs", "state")]
    for output, callback in app.callback_map.items()
    if "callback" in callback  # the others run in the browser
}
server.before_request(answered_at_once)  # behind the gate, which has judged whoever asks
finish_policy(server, {page.path: (page.needs, page.for_hubs) for page in all_pages()}, called)

# A page is some thousand short-lived elements, freed as soon as it is sent. Looking through all that was made at the
# start for garbage once in a while stopped an answer for 75 ms; looking after every 700 elements took a fifth of each.
gc.collect()
gc.freeze()
atexit.register(gc.unfreeze)  # or DuckDB takes what is still there at the end for leaks
gc.set_threshold(20_000, 10, 10)
