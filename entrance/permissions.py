"""Who may what, in one place: every endpoint, every page and every callback has its rule here, or nothing starts.

Whoever adds an endpoint, a page or a callback adds its rule; `entrance.policy` refuses to start without.
A rule asks for a right (access.roles.May) or only that somebody came in; what cannot be told by hub is not for
accounts of one hub.
What a role may see of the records is not decided here: that is the scope of the account (indicators.scope).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from access import present
from access.roles import May, Person, Role


@dataclass(frozen=True)
class Rule:
    """Who may: whoever has the right (None: whoever came in); `for_hubs` tells whether accounts of one hub may too.

    `is_open` is for what is answered to anybody; `is_closed` for what Dash brings along and nobody needs.
    `page_in` names the part of an address that names a page: the page's own rule holds too.
    """

    right: May | None = None
    for_hubs: bool = True
    is_open: bool = False
    is_closed: bool = False
    page_in: str | None = None

    def lets(self, person: Person) -> bool:
        """Whether somebody who came in may."""
        if self.is_closed:
            return False
        return (self.right is None or person.may(self.right)) and (self.for_hubs or person.hub is None)


OPEN = Rule(is_open=True)
CLOSED = Rule(is_closed=True)
ANY_PERSON = Rule()
READ = Rule(May.READ)
READ_AREAS = Rule(May.READ, for_hubs=False)
ROWS = Rule(May.ROWS)
DELIVER = Rule(May.DELIVER)
DECIDE = Rule(May.DECIDE)
ACCOUNTS = Rule(May.ACCOUNTS)
AUDIT = Rule(May.AUDIT)

PAGES: dict[str, Rule] = {
    "/": READ_AREAS,
    "/density": READ_AREAS,
    "/tiers": READ_AREAS,
    "/coverage": READ_AREAS,
    "/funding": READ,
    "/volunteers": READ,
    "/projects": READ,
    "/linkage": READ,
    "/explore": READ_AREAS,
    "/hubs": READ,
    "/targets": READ,
    "/records": ROWS,
    "/quality": READ_AREAS,
    "/todo": Rule(May.DECIDE, for_hubs=False),
    "/imports": DELIVER,
    "/indicators": READ,
    "/views": READ,
    "/org": READ,
    "/hub": READ,
    "/area": READ_AREAS,
    "/project": READ,
    "/account": ANY_PERSON,
    "/accounts": ACCOUNTS,
    "/audit": AUDIT,
}

ENDPOINTS: dict[str, Rule] = {
    # what needs no login: the login itself, the state of the server, files that are the same for everybody
    "healthz": OPEN,
    "entrance.login": OPEN,
    "entrance.login_with_slash": OPEN,
    "entrance.come_in": OPEN,
    "entrance.logout": ANY_PERSON,
    "entrance.password": ANY_PERSON,
    "entrance.change_password": ANY_PERSON,
    "_dash_assets.static": OPEN,
    "/_favicon.ico": OPEN,
    # the shell of the pages, which holds no records; which page it is for is looked up in PAGES
    "/": ANY_PERSON,
    "/<path:path>": ANY_PERSON,
    "own_scripts": ANY_PERSON,
    "own_styles": ANY_PERSON,
    "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>": ANY_PERSON,
    "/_dash-layout": ANY_PERSON,
    "/_dash-dependencies": ANY_PERSON,
    "/_dash-update-component": ANY_PERSON,  # by CALLBACKS
    "/_reload-hash": CLOSED,
    # the HTTP API
    "api.openapi": READ,
    "api.indicators": READ,
    "api.indicator": READ,
    "api.indicator_sql": READ,
    "api.cases": READ_AREAS,  # they are checked against everything there is
    "api.deliveries": READ,
    "api.problems": READ,
    "api.areas": ANY_PERSON,
    "api.records": ROWS,
    "api.records_summary": ROWS,
    "api.records_sql": ROWS,
    "sheets.whole_page": Rule(May.ROWS, page_in="page_name"),
    "sheets.one_table": Rule(May.ROWS, page_in="page_name"),
    "reports.hub": READ,
    "reports.area": READ_AREAS,
    "frozen.listed": READ,
    "frozen.file_of": READ,
    # what pages send and fetch
    "frozen.freeze_shown": Rule(May.FREEZE),
    "exports.begin": ROWS,
    "exports.stands": ROWS,
    "exports.call_off": ROWS,
    "exports.fetched": ROWS,
    "imports.upload": DELIVER,
    "imports.all_jobs": DELIVER,
    "imports.one_job": DELIVER,
    "imports.check": DELIVER,
    "imports.confirm": DELIVER,
    "imports.retry": DELIVER,
    "imports.cancel": DELIVER,
    "imports.marked": DELIVER,
    "imports.template": DELIVER,
    "decisions.decision": DECIDE,
    # one's own account, everybody's accounts, the record of what was done
    "account.password": ANY_PERSON,
    "account.end_session": ANY_PERSON,
    "account.end_other_sessions": ANY_PERSON,
    "account.make_token": READ,
    "account.revoke_token": ANY_PERSON,
    "accounts.add": ACCOUNTS,
    "accounts.change": ACCOUNTS,
    "accounts.reset": ACCOUNTS,
    "accounts.disable": ACCOUNTS,
    "accounts.enable": ACCOUNTS,
    "accounts.unlock": ACCOUNTS,
    "audit.lines": AUDIT,
    "audit.verify": AUDIT,
    "entered_targets.entered": Rule(May.TARGETS),
    "entered_targets.withdrawn": Rule(May.TARGETS),
    "saved_views.opened": READ,
    "saved_views.save": READ,
    "saved_views.rename": READ,
    "saved_views.delete": READ,
    "saved_views.restore": READ,
    "saved_views.event": READ,
    "saved_views.changed_event": READ,
    "saved_views.forget_event": READ,
    "saved_views.recall_event": READ,
}

SIGN_ON: dict[str, Rule] = {
    # only there where the single sign-on of the office is set up
    "sign_on.begin": OPEN,
    "sign_on.back": OPEN,
}


@dataclass(frozen=True)
class CallbackRule:
    """Who may call a callback: whoever may open the page it is called for and has the right besides.

    `address` is the key of its first input under which the page's path stands, perhaps with |query behind it
    (`has_query`); without a value under the key `only_with` it asks for nothing.
    """

    address: str
    right: May | None = None
    has_query: bool = False
    only_with: str | None = None
    is_closed: bool = False

    def asks(self, value: Mapping) -> str | None:
        """The path of the page it is called for, read as the callback itself reads it; None: for nothing."""
        if self.only_with is not None and not value.get(self.only_with):
            return None
        path = str(value.get(self.address) or "/")
        return path.partition("|")[0] if self.has_query else path


CALLBACKS: dict[str, CallbackRule] = {
    "..page.tree...page.children...topbar.tree...menu.tree...title.data..": CallbackRule("path"),
    "panel.tree": CallbackRule("whole", May.READ, has_query=True, only_with="panel"),
    ".._pages_content.children..._pages_store.data..": CallbackRule("", is_closed=True),  # Dash's own router
}

HOMES: Mapping[Role, str] = {
    Role.ADMINISTRATOR: "/accounts",
    Role.OFFICIAL: "/",
    Role.ANALYST: "/",
    Role.HUB_LEADER: "/hubs",
    Role.CLERK: "/imports",
}


def rule_of(endpoint: str | None) -> Rule | None:
    """The rule of an endpoint; None: nobody may."""
    return ENDPOINTS.get(endpoint or "") or SIGN_ON.get(endpoint or "")


def may_open(page: str, person: Person | None = None) -> bool:
    """Whether the asking person (or another one) may open the page of that path; everybody where nobody logs in."""
    asking = person or present.person()
    if asking is None:
        return not present.is_required()
    rule = PAGES.get(page)
    return rule is not None and rule.lets(asking)


def home_of(person: Person | None) -> str:
    """Where somebody starts: the page that is there for the role."""
    if person is None:
        return "/"
    home = HOMES[person.role]
    return f"{home}/{quote(person.hub, safe='')}" if person.role is Role.HUB_LEADER and person.hub else home
