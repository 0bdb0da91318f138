"""What people make at a server for others to try to get at: views, events, imports, exports, frozen reports."""

from __future__ import annotations

import csv
import io
import re
from urllib.parse import parse_qs, quote, urlsplit

from access.roles import ALLOWED, May, Role
from tests.security.canary import GROUPS, _row, inside
from tests.security.people import Account, Asked, Visitor, as_json
from tests.security.ways import Made, form

OWNER = re.compile(r"KANOWNER-([a-z-]+?)-END")


def mark(name: str) -> str:
    """The word that stands in everything a person made."""
    return f"KANOWNER-{name}-END"


def lies_inside(viewer: Account, owner: Account) -> bool:
    """Whether what an account is about lies inside what another may look at."""
    if not viewer.area and not viewer.hub:
        return True
    if viewer.hub:
        return viewer.hub == owner.hub
    street = owner.area or next((one.street for one in GROUPS if f"SHUKAN{one.letter}" == owner.hub), None)
    return street is not None and inside(street, None) <= viewer.letters


def may_see_job_of(viewer: Account, owner: Account) -> bool:
    """One's own; an official also those about the official's area."""
    return viewer.name == owner.name or (viewer.role is Role.OFFICIAL and lies_inside(viewer, owner))


def may_read_frozen_of(viewer: Account, owner: Account) -> bool:
    """Whoever reads pages, if the report lies inside and was frozen by somebody who saw no more."""
    return viewer.reads and lies_inside(viewer, owner)


def may_see_things_of(viewer: Account, owner: Account) -> bool:
    """Whether any page may name what the owner made."""
    return may_see_job_of(viewer, owner) or may_read_frozen_of(viewer, owner)


def make_things(visitor: Visitor) -> Made:
    """One of everything that this person may make."""
    account, name = visitor.account, visitor.account.name
    allowed, letter = ALLOWED[account.role], min(account.letters or {"A"})
    view = event = job = export = frozen = ""
    if May.READ in allowed:
        saved = visitor.ask(form("/views/save", name=mark(name), address="/funding?year=2024"))
        view = _last(saved.header("Location"), "saved")
        area = account.area or ("" if not account.hub else "330102011000")
        added = visitor.ask(form("/views/events/add", day="2024-04-04", words=mark(name), area=area))
        event = _last(added.header("Location"), "event")
        asked = as_json(
            "POST", "/exports", {"address": f"/api/v1/records/organizations?format=csv&name__contains={letter}"}
        )
        answer = visitor.ask(asked)
        export = answer.json["id"] if answer.status == 201 else ""
    if May.DELIVER in allowed:
        headers = (("X-File-Name", quote(f"{mark(name)}.csv")), ("Content-Type", "application/octet-stream"))
        answer = visitor.ask(Asked("POST", "/imports/files", delivery(letter, name), headers))
        job = answer.json["id"] if answer.status == 201 else ""
    if May.FREEZE in allowed:
        page = f"/hubs/{account.hub}" if account.hub else "/"
        area = f"&area={account.area}" if account.area else ""
        answer = visitor.ask(form("/frozen/freeze", address=f"{page}?year=2024{area}", by=name, why=mark(name)))
        frozen = _last(answer.header("Location"), "frozen")
    return Made(name, view, event, job, export, frozen)


def delivery(letter: str, name: str) -> bytes:
    """A table of one organisation of a group, under a name that tells who sent it."""
    from etl.record import record_types

    record_type, group = record_types()["organizations"], next(one for one in GROUPS if one.letter == letter)
    row = _row(record_type, group, 7) | {"name": f"新来的{mark(name)}", "org_id": f"NEU-{name}"}
    stream = io.StringIO()
    csv.writer(stream).writerows(
        [[column.name for column in record_type.columns], [row.get(column.id) for column in record_type.columns]]
    )
    return stream.getvalue().encode()


def _last(address: str, key: str) -> str:
    return (parse_qs(urlsplit(address).query).get(key) or [""])[0]


def owners_in(text: str) -> set[str]:
    """Whose things stand in a text."""
    return set(OWNER.findall(text))
