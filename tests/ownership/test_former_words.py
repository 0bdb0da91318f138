"""A word that a record bore before means the one that bore it last; what a hub sends of its own records changes which
record no word means that builds know, and makes none ambiguous."""

import random
import shutil

import duckdb
import pyarrow as pa
import pytest

from etl.elsewhere import SHOWN, Elsewhere
from etl.lake import Lake, Manifest
from etl.named_inside import spellings_of
from etl.run import set_withdrawn
from etl.stage import STAGING
from tests.ownership.people import ACTIVITIES, HUB_A, HUB_B, STREET_A, STREET_B
from tests.ownership.test_names_apart import PARTNERS, POINTS, PROJECTS, SCORES, SENDERS, ask_file, seen
from tests.ownership.test_names_apart import sent as told
from tests.ownership.test_own_words import IN_HUB_A, refused, sent
from tests.ownership.test_taken import ask
from tests.ownership.test_words import BODY, REGISTER, USCC, deed, foreign, org

ALL, CLERK, HUB = "", "area:330102011000", "hub:SHU-A"
NUMBERS = {"projects": "project_id", "partners": "partner_id", "hubs": "hub_id", "organizations": "org_id"}
NOWHERE = "330114004999"


def meant(type_id, rows):
    """What each word means after rows (number, name, code, sender), of which each came with a delivery of its own."""
    number = NUMBERS[type_id]
    last = {row[0]: at for at, row in enumerate(rows)}
    told = {
        "numbers": [row[0] for row in rows], "names": [row[1] for row in rows], "codes": [row[2] for row in rows],
        "senders": [row[3] for row in rows],
        "states": ["live" if last[row[0]] == at else "superseded" for at, row in enumerate(rows)],
    }  # fmt: skip
    with duckdb.connect(":memory:") as connection:
        connection.execute("ATTACH ':memory:' AS stage")
        connection.execute((STAGING / "spellings.sql").read_text("utf-8"))
        connection.execute(
            "CREATE TABLE stage.sent AS SELECT *, row_number() OVER () AS place FROM (SELECT "
            "unnest($numbers) AS number, unnest($names) AS name, unnest($codes) AS code, unnest($senders) AS within, "
            "unnest($states) AS state)",
            told,
        )
        delivered = f"'d' || place AS delivery, '{type_id}' AS type, within"
        connection.execute(f"CREATE TABLE stage.manifests AS SELECT {delivered} FROM stage.sent")
        connection.execute(
            f"CREATE TABLE stage.judged_{type_id} AS SELECT number AS {number}, name, nullif(code, '') AS uscc, "
            "number AS _key, place AS _sequence, 2 AS _row, 'd' || place AS _delivery, state AS _state FROM stage.sent"
        )
        connection.execute(f"CREATE VIEW stage.{type_id} AS FROM stage.judged_{type_id} WHERE _state = 'live'")
        if (former := STAGING / "former.sql").exists():
            connection.execute(former.read_text("utf-8").format(type=type_id))
        return dict(connection.execute((STAGING / f"names_{type_id}.sql").read_text("utf-8")).fetchall())


RANKS = {
    "projects": ("projects", "邻里客厅", "", "邻里客厅"),
    "partners": ("partners", "甲街大超市", "", "甲街大超市"),
    "hubs": ("hubs", "老枢纽", "", "老枢纽"),
    "name": ("organizations", "阳光社", "", "阳光社"),
    "short name": ("organizations", "阳光养老社（简称阳光社）", "", "阳光社"),
    "code": ("organizations", "甲社", USCC, USCC),
    "body": ("organizations", "甲社", USCC, BODY),
    "written body": ("organizations", "甲社", USCC, f"{BODY[:8]}-{BODY[8:]}"),
}


@pytest.mark.parametrize("rank", RANKS)
@pytest.mark.parametrize("sender", [HUB, CLERK, ALL])
def test_a_word_that_another_bore_before_goes_on_meaning_who_bore_it_last(rank, sender):
    type_id, name, code, word = RANKS[rank]
    before = [("F", name, code, ALL), ("F", "丙", "", ALL), ("P", name, code, ALL)]
    after = ("P", "丁", "", sender)
    assert meant(type_id, before)[word] == "P"
    assert meant(type_id, [*before, after])[word] == "P"
    assert meant(type_id, [*before, after, ("F", "戊", "", ALL), ("P", "己", "", sender)])[word] == "P"
    assert meant(type_id, [before[2], after, *before[:2]])[word] == ("P" if sender == HUB else "F")


@pytest.mark.parametrize("rank", RANKS)
def test_what_a_hub_leaves_out_still_bears_the_word_until_somebody_else_sends_it_without(rank):
    """Rows that say what two bear wait; they are not given to the other one because the hub says another word."""
    type_id, name, code, word = RANKS[rank]
    both = [("P", name, code, ALL), ("F", name, code, ALL)]
    assert meant(type_id, both)[word] is None
    assert meant(type_id, [*both, ("P", "丁", "", HUB)])[word] is None
    assert meant(type_id, [*both, ("P", "丁", "", HUB), ("P", "丁", "", ALL)])[word] == "F"
    assert meant(type_id, [both[0], ("P", "丁", "", HUB), both[1]])[word] is None
    assert meant(type_id, [*both, ("P", "丁", "", CLERK)])[word] == "F"


def test_no_row_of_a_hub_about_its_own_record_changes_what_a_known_word_means():
    """Of a thousand histories; a hub may say a word that means its record, or that nobody knows (etl/taken.py)."""
    chance = random.Random(20160601)
    names = ["甲", "乙", "丙", "甲（简称乙）", "丁（简称甲）", "丙（简称丁）"]
    before, after = [], []
    for world in range(1000):
        named = ["".join(f"{sign}{world}" if sign in "甲乙丙丁" else sign for sign in name) for name in names]
        code, senders = f"52330102{world:09}X", (ALL, CLERK, "hub:SHU-B")
        rows = [
            (f"{chance.choice('PFG')}{world}", chance.choice(named), chance.choice(["", code]), chance.choice(senders))
            for _ in range(chance.randint(1, 6))
        ]
        before, after = [*before, *rows], [*after, *rows]
        after += [(f"P{world}", name, "", HUB) for name in chance.sample(named, 2)]
    known, spelled = meant("organizations", before), spellings_of(row[1] for row in after)
    allowed = [
        row for row in after
        if row[3] != HUB or all(known.get(word, row[0]) == row[0] for word in (row[1], *spelled[row[1]]))
    ]  # fmt: skip
    assert len(allowed) - len(before) > 200
    now = meant("organizations", allowed)
    assert {word: now.get(word, "nobody") for word in known} == known


def folder(data, tmp_path):
    """A second data folder beside the first."""
    other = tmp_path / "other" / "data"
    shutil.copytree(data, other)
    return other


def test_who_bore_a_name_before_is_told_by_nothing_when_the_own_record_is_called_otherwise(copied, tmp_path):
    """The two folders differ in the names that records of another hub bore once; a row of that hub says them, too."""
    other = folder(copied, tmp_path)
    bounds, scope = SENDERS["hub"]
    project = f"{PROJECTS}%s,%s,%s-003,%s,%s,2016-01-10,2016-02-10,5000\n"
    partner = f"{PARTNERS}%s,%s,商家,%s,%s,2016-01-01\n"
    named = {
        "评": f"{SCORES}邻里客厅,P01,20,20,20,20,20,2016-01-20\n",
        "兑": f"{POINTS}JF-1,ZYZ00012345,兑换,2016-03-01,{STREET_A},{HUB_A},30,便民超市\n"
              f"JF-2,ZYZ00012346,兑换,2016-03-01,{STREET_B},{HUB_B},30,便民超市\n",
        "动": deed("HD-1", "阳光社") + deed("HD-2", USCC, HUB_B, STREET_B).removeprefix(ACTIVITIES),
    }  # fmt: skip
    for data, (hall, shop, team, code) in {
        copied: ("老客厅", "老超市", "老社", ""), other: ("邻里客厅", "便民超市", "阳光社", USCC),
    }.items():  # fmt: skip
        theirs = [project % ("P-B", hall, "B", HUB_B, STREET_B), project % ("P-B", "丙", "B", HUB_B, STREET_B),
                  partner % ("S-B", shop, STREET_B, HUB_B), partner % ("S-B", "丙", STREET_B, HUB_B),
                  REGISTER + foreign("O-B", team, code), REGISTER + foreign("O-B", "丙")]  # fmt: skip
        own = [project % ("P-A", "邻里客厅", "A", HUB_A, STREET_A), partner % ("S-A", "便民超市", STREET_A, HUB_A),
               REGISTER + org("O-A", "阳光社", uscc=USCC)]  # fmt: skip
        assert {one["pending"] for one in sent(data, *theirs, *own, *named.values())} == {0}
    given = {
        "项目": project % ("P-A", "客厅", "A", HUB_A, STREET_A), "商家": partner % ("S-A", "超市", STREET_A, HUB_A),
        "名录": REGISTER + org("O-A", "月光社"),
    }  # fmt: skip
    answers = [told(data, given, bounds) for data in (copied, other)]
    assert answers[0] == answers[1]
    found = seen(copied, scope)
    assert found == seen(other, scope)
    assert [len(found[one]) for one in ("project_scores", "points")] == [1, 1]
    assert ask_file(other, "SELECT project_id FROM project_scores UNION ALL SELECT DISTINCT partner_id FROM points "
                      "UNION ALL SELECT org_id FROM activities WHERE activity_id LIKE 'HD-_'") == [
        ("P-A",), ("S-A",), ("O-A",), ("O-A",),
    ]  # fmt: skip
    assert ask_file(other, "SELECT key FROM pending_rows WHERE key LIKE 'HD-_' OR key LIKE 'JF-_'") == []


def test_of_a_record_whose_latest_row_waits_every_row_is_elsewhere(tmp_path):
    about = {"file": "名录.csv", "type": "organizations", "rows_read": 1, "accepted": 1, "skipped": 0, "rejected": 0}
    about |= dict.fromkeys(("sheet", "source", "sha256", "received_at"), "") | {"duplicates": 0}
    for at, name in enumerate(("霞光社", "朝霞社")):
        rows = pa.table({"org_id": ["B-070", "B-071"], "name": [name, "别的社"], "_row": [2, 3]})
        Lake(tmp_path).store(Manifest(delivery=f"d{at}", sequence=at, **about), rows, rows)

    def asked(sql, **values):
        yield from [("d0",), ("d1",)] if sql == SHOWN else [("d1", 2, "B-070")]

    found = Elsewhere(asked, tmp_path, "organizations", "hub:SHU-A", lambda area: False)
    assert {row["name"] for row in found.rows(["org_id", "name"])} == {"霞光社", "朝霞社"}
    assert [row["org_id"] for row in found.rows(["name", "org_id"], ["霞光社", "别的社"])] == ["B-070"]


def test_a_record_whose_latest_row_waits_keeps_the_words_it_bore_before(copied):
    """That row may be taken back, and with it everything is as it was."""
    project = f"{PROJECTS}P-B,%s,B-003,{HUB_B},%s,2016-01-10,,\n"
    theirs = [REGISTER + foreign("B-070", "霞光社（简称晚霞社）", USCC), project % ("邻里客厅", STREET_B)]
    named = [f"{SCORES}邻里客厅,P01,20,20,20,20,20,2016-01-20\n", deed("HD-B", "B-070", HUB_B, STREET_B)]
    sent(copied, *theirs, *named)
    latest = [REGISTER + org("B-070", "朝霞社", HUB_B, NOWHERE), project % ("客厅", NOWHERE)]
    waiting = sent(copied, *latest)
    assert [one["pending"] for one in waiting] == [1, 1]
    own = [org("N-1", "甲队", uscc=USCC), org("N-2", "霞光社（简称晚霞社）"), org("N-3", "晚霞社"), org(BODY, "丁队"),
           org("N-4", "戊队（简称霞光社）")]  # fmt: skip
    mine = f"{PROJECTS}P-A,邻里客厅,A-003,{HUB_A},{STREET_A},2016-01-10,,\n"
    register, projects = sent(copied, REGISTER + "".join(own), mine, bounds=IN_HUB_A)
    assert (register["accepted"], len(refused([register]))) == (0, len(own))
    assert (projects["accepted"], projects["messages"]) == (1, [])
    for one in waiting:
        set_withdrawn(copied, one["delivery"], True)
    assert ask(copied, "SELECT project_id FROM project_scores") == [("P-B",)]
    assert ask(copied, "SELECT org_id FROM activities WHERE activity_id = 'HD-B'") == [("B-070",)]
