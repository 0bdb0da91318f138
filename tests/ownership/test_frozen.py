"""A frozen report holds what was said of others too: it is for whoever sees no less than its maker saw."""

import os
import shutil
from dataclasses import replace
from datetime import date
from hashlib import sha256
from itertools import pairwise
from types import SimpleNamespace

import pytest

from access.roles import Person, Role
from components.state import State
from indicators.warehouse import snapshot
from reports.files import ReportError
from reports.frozen import freezing, owners, store
from reports.frozen.box import told_frozen
from reports.frozen.store import Frozen, FrozenFile
from reports.orders import Order
from tests.ownership.conftest import asking
from tests.ownership.people import (
    ADMINISTRATOR,
    ANALYST_A,
    CLERK_A,
    DISTRICT_A,
    EVERYBODY,
    HUB_A,
    HUB_B,
    LEADER_A,
    LEADER_B,
    OFFICIAL_A,
    OFFICIAL_B,
    STREET_A,
    STREET_B,
)

CONTENT = b"frozen file"
WHOLE = sha256(b"the database").hexdigest()
STREET = Person("jiedao", Role.OFFICIAL, STREET_A)


@pytest.fixture
def kept(copied):
    """Keeps a frozen report of a subject, made within a scope; the folder and its number."""
    with snapshot() as taken:
        folder = store.folder_of(taken)
        facts = {"build": taken.build, "data_date": "2016-12-31", "is_demonstration": False, "database_sha256": WHOLE}

    def keep(kind, key, within, smallest=5):
        file = FrozenFile("docx", "报告.docx", sha256(CONTENT).hexdigest(), len(CONTENT))
        one = Frozen(
            id="", kind=kind, key=key, year=2016, choices={}, version=1, subject=f"报告{key}", period="2016年",
            choices_in_words="", at="2026-01-01T00:00:00+00:00", by="办公室", why="", address="/", fingerprint="",
            files=(file,), within=within, smallest=smallest, **facts,
        )  # fmt: skip
        folder.mkdir(exist_ok=True)
        with store.alone(folder):
            return store.keep(folder, one, "{}", {file.name: CONTENT}).id

    keep.folder = folder
    return keep


def numbers(client, person):
    with asking(person):
        return {one["id"] for one in client.get("/api/v1/reports/frozen").json["frozen"]}


def test_a_frozen_report_is_for_whoever_sees_no_less_than_its_maker(server, kept):
    client = server.test_client()
    whole = kept("hub", HUB_A, "")
    district, street = kept("hub", HUB_A, f"area:{DISTRICT_A}"), kept("area", STREET_A, f"area:{STREET_A}")
    own, other = kept("hub", HUB_A, f"hub:{HUB_A}"), kept("hub", HUB_B, f"hub:{HUB_B}")
    above = kept("area", "330100000000", f"area:{DISTRICT_A}")
    assert numbers(client, EVERYBODY) == {whole, district, street, own, other, above}
    assert numbers(client, OFFICIAL_A) == numbers(client, ANALYST_A) == {district, street}
    assert numbers(client, STREET) == {street}  # the records of a hub lie anywhere, so its report tells of elsewhere
    assert numbers(client, LEADER_A) == {own}
    assert (numbers(client, LEADER_B), numbers(client, OFFICIAL_B)) == ({other}, set())
    assert len(owners.listed(kept.folder)) == 6  # without accounts all are listed


def test_one_that_tells_of_few_volunteers_is_for_those_who_may_see_them(server, kept):
    client = server.test_client()
    careful, telling = (kept("hub", HUB_A, f"hub:{HUB_A}", smallest) for smallest in (5, 0))
    of_area, telling_of_area = (kept("area", STREET_A, f"area:{STREET_A}", smallest) for smallest in (5, 0))
    assert numbers(client, EVERYBODY) == {careful, telling, of_area, telling_of_area}
    assert numbers(client, OFFICIAL_A) == {of_area, telling_of_area}
    assert numbers(client, ANALYST_A) == {of_area}
    assert numbers(client, LEADER_A) == {careful}
    with asking(LEADER_A):
        assert client.get(f"/api/v1/reports/frozen/{telling}?format=docx").status_code == 404


def test_the_checksum_of_all_rows_is_for_whoever_sees_them(server, kept):
    client = server.test_client()
    for person, key, within in ((LEADER_A, HUB_A, f"hub:{HUB_A}"), (STREET, STREET_A, f"area:{STREET_A}")):
        kept("hub" if person.hub else "area", key, within)
        with asking(person):
            assert [one["database_sha256"] for one in client.get("/api/v1/reports/frozen").json["frozen"]] == [""]
    with asking(EVERYBODY):
        told = client.get("/api/v1/reports/frozen").json["frozen"]
    assert {one["database_sha256"] for one in told} == {WHOLE}


def test_no_kept_page_is_drawn_anew_for_what_others_froze(kept):
    """Whoever measures how long a page takes could count them. Every kind of account, as pages are kept by kind."""

    def told(person, address):
        with asking(person):
            return told_frozen(State(address))

    everybody = (EVERYBODY, OFFICIAL_A, ANALYST_A, STREET, LEADER_A, LEADER_B)
    kinds = [(person, address) for person in everybody for address in ("/", f"/hubs/{HUB_A}")]
    makings = [("hub", HUB_A, ""), ("hub", HUB_B, f"hub:{HUB_B}"), ("hub", HUB_A, f"area:{DISTRICT_A}"),
               ("hub", HUB_A, f"hub:{HUB_A}", 0), ("hub", HUB_A, f"hub:{HUB_A}")]  # fmt: skip
    changed = []
    for making in makings:
        before = [told(*kind) for kind in kinds]
        number = kept(*making)
        changed.append(
            {person.name for (person, at), was in zip(kinds, before, strict=True) if told(person, at) != was}
        )
    names = [{one.name for one in persons} for persons in ((EVERYBODY,), (EVERYBODY, LEADER_B),
             (EVERYBODY, OFFICIAL_A, ANALYST_A), (EVERYBODY,), (EVERYBODY, LEADER_A))]  # fmt: skip
    assert changed == names
    with_it = told(LEADER_A, f"/hubs/{HUB_A}")
    (kept.folder / number / store.RECORD).chmod(0o644)
    (kept.folder / number / store.RECORD).write_text("{")
    assert told(LEADER_A, f"/hubs/{HUB_A}") != with_it


def test_what_others_froze_is_not_opened_to_find_ones_own(server, kept, opened):
    """Otherwise the time of an answer tells how often they froze."""
    client = server.test_client()
    own, before = kept("hub", HUB_A, f"hub:{HUB_A}"), kept("hub", HUB_A, "")
    (kept.folder / before).rename(kept.folder / "0001")  # numbered by counting, as it once was
    others = ["0001", *(kept("hub", HUB_B, f"hub:{HUB_B}") for _ in range(3)), kept("area", STREET_A, "")]
    assert numbers(client, LEADER_A) == {own}  # from here on this process knows whose they are
    with asking(LEADER_A):
        for asks in (
            lambda: client.get("/api/v1/reports/frozen"),
            lambda: told_frozen(State(f"/hubs/{HUB_A}")),
            lambda: owners.versions(kept.folder, "hub", HUB_A, 2016),
            lambda: [client.get(f"/api/v1/reports/frozen/{one}?format=docx") for one in (*others, "999")],
        ):
            assert opened(asks, kept.folder) <= {own}
        assert opened(lambda: client.get(f"/api/v1/reports/frozen/{own}?format=docx"), kept.folder) == {own}
    assert numbers(client, LEADER_B) == set(others[1:4])


def test_what_another_process_froze_is_listed_at_once_also_after_a_quiet_time(server, kept):
    client = server.test_client()
    own = {kept("hub", HUB_A, f"hub:{HUB_A}")}
    for _ in range(2):
        os.utime(kept.folder, (1_700_000_000, 1_700_000_000))
        assert numbers(client, LEADER_A) == numbers(client, LEADER_A) == own
        own.add(kept("hub", HUB_A, f"hub:{HUB_A}"))
        assert numbers(client, LEADER_A) == own
    shutil.rmtree(kept.folder / own.pop())
    assert numbers(client, LEADER_A) == own


@pytest.mark.parametrize("way", ["", "?format=docx"])
def test_one_of_others_is_answered_as_one_that_never_was(server, kept, way):
    client = server.test_client()
    number = kept("hub", HUB_A, "")
    damaged = kept("hub", HUB_A, f"hub:{HUB_A}")
    (kept.folder / damaged / store.RECORD).chmod(0o644)
    (kept.folder / damaged / store.RECORD).write_text("{")
    for person in (LEADER_A, LEADER_B, OFFICIAL_A):
        with asking(person):
            foreign, broken, unknown = (
                client.get(f"/api/v1/reports/frozen/{one}{way}") for one in (number, damaged, "999")
            )
            assert client.get("/api/v1/reports/frozen").json["damaged"] == []
        assert (foreign.status_code, foreign.data) == (broken.status_code, broken.data) == (404, unknown.data)
    with asking(EVERYBODY):
        assert client.get(f"/api/v1/reports/frozen/{number}?format=docx").data == CONTENT
        assert client.get(f"/api/v1/reports/frozen/{damaged}").status_code == 500


@pytest.mark.parametrize("person", [CLERK_A, ADMINISTRATOR, None])
def test_who_may_not_read_reports_is_told_of_none(server, kept, person):
    number = kept("hub", HUB_A, f"hub:{HUB_A}")
    client = server.test_client()
    with asking(person):
        answers = [client.get("/api/v1/reports/frozen"), client.get(f"/api/v1/reports/frozen/{number}")]
    assert [answer.status_code for answer in answers] == [403, 403]


def test_one_freezes_inside_the_scope_alone(server, copied):
    client = server.test_client()

    def refused(person, address):
        with asking(person):
            return client.post("/frozen/freeze", data={"address": address})

    for person in (ANALYST_A, CLERK_A, ADMINISTRATOR, None):
        assert refused(person, f"/hubs/{HUB_A}?year=2016").status_code == 403
    for address in (f"/hubs/{HUB_B}?year=2016", "/?year=2016", f"/?area={STREET_B}&year=2016"):
        unknown = refused(LEADER_A, "/hubs/SHU-X?year=2016")
        assert refused(LEADER_A, address).status_code == unknown.status_code == 404
        assert refused(LEADER_A, address).data == unknown.data == refused(OFFICIAL_A, address).data
    with asking(LEADER_A):
        owners.refuse_foreign(Order("hub", HUB_A, 2016))
        with pytest.raises(ReportError):
            owners.refuse_foreign(Order("area", STREET_A, 2016))
    with asking(OFFICIAL_A):
        for inside in (Order("hub", HUB_A, 2016), Order("area", STREET_A, 2016)):
            owners.refuse_foreign(inside)
    assert not list(copied.glob("frozen/[0-9]*"))


def test_neither_number_nor_version_tells_how_often_others_froze(kept, monkeypatch):
    report = SimpleNamespace(subject="", period="", choices_in_words="", data_date=date(2016, 12, 31), address="/",
                             is_demonstration=False)  # fmt: skip
    monkeypatch.setattr(freezing, "fingerprint", lambda _: str(len(frozen)))
    monkeypatch.setattr(freezing, "to_text", lambda _: "{}")
    frozen = []
    for person in (LEADER_A, EVERYBODY, OFFICIAL_A, LEADER_A, EVERYBODY):
        with asking(person), snapshot() as taken:
            frozen.append(freezing._kept(Order("hub", HUB_A, 2016), report, {}, "", "", taken)[0])
    assert [one.version for one in frozen] == [1, 2, 1, 2, 3]
    numbers = [int(one.id) for one in frozen]
    assert all(100_000_000 <= number < 1_000_000_000 for number in numbers) and len(set(numbers)) == 5
    assert min(abs(a - b) for a, b in pairwise(sorted(numbers))) > 5, "drawn, not counted"


def test_a_report_numbered_by_counting_is_still_found_and_the_newest_comes_first(kept):
    drawn = kept("hub", HUB_A, "")
    (kept.folder / drawn).rename(kept.folder / "0001")
    record = kept.folder / "0001" / store.RECORD
    record.chmod(0o644)
    record.write_text(record.read_text("utf-8").replace(drawn, "0001").replace("2026-01-01", "2027-01-01"), "utf-8")
    later = kept("hub", HUB_A, "")
    assert [one.id for one in store.listed(kept.folder)] == ["0001", later]
    assert store.found(kept.folder, "1").id == "0001"


def test_a_record_of_before_there_were_accounts_is_for_whoever_sees_everything(kept):
    number = kept("hub", HUB_A, "")
    one = store.found(kept.folder, number)
    assert (one.account, one.within) == ("", "")
    with asking(LEADER_A):
        assert not owners.may_read(one) and owners.may_read(replace(one, within=f"hub:{HUB_A}"))


def test_a_person_and_all_together_keep_so_many_builds_whatever_others_froze(kept, monkeypatch):
    folder, number = kept.folder, kept("hub", HUB_A, f"hub:{HUB_A}")
    (of_somebody,) = store.listed(folder)
    frozen = [("a", "1"), ("a", "2"), ("b", "3")]
    with store.alone(folder):
        store.drop_unnamed(folder)
        for account, build in frozen:
            store.keep(folder, replace(of_somebody, account=account, build=build, files=()), "{}", {})
        monkeypatch.setattr(store, "MOST_OF_ONE", 2)
        for account, build in (("a", "2"), ("b", "1"), ("b", "4")):
            store.require_room(folder, build, account)
        for build in ("3", "4"):
            with pytest.raises(ReportError, match="2 个数据版本"):
                store.require_room(folder, build, "a")
        monkeypatch.setattr(store, "MOST_BUILDS", 4)
        for build in ("1", "5"):
            with pytest.raises(ReportError, match="全部定稿"):
                store.require_room(folder, build, "b")
        monkeypatch.setattr(store, "MOST_REPORTS", 2)
        with pytest.raises(ReportError, match="2 份定稿"):
            store.require_room(folder, "2", "a")
        for build in ("1", "9"):
            store.database(folder, build).parent.mkdir(exist_ok=True)
            store.database(folder, build).touch()
        store.drop_unnamed(folder)
    assert [path.stem for path in (folder / store.DATABASES).iterdir()] == ["1"] and number
