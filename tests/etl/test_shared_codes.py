"""Whose a 统一社会信用代码 is that several organisation ids claim (etl/staging/shared_codes.sql)."""

import duckdb
import pytest

from etl.stage import STAGING

SENDERS = {"官": "", "区": "area:330102000000", "甲": "hub:SHU-A", "乙": "hub:SHU-B"}
CASES = {
    "the first of alike": ("官X=C 官Y=C 官Z=C", "X"),
    "the first of hubs": ("甲X=C 乙Y=C", "X"),
    "sent again by its sender": ("官X=C 官Y=C 官X=C", "X"),
    "the widest, though later": ("甲X=C 区Y=C 官Z=C", "Z"),
    "an area before a hub": ("甲X=C 区Y=C", "Y"),
    "a hub's, put right by an official": ("甲X=C 官X=C 官Y=C", "X"),
    "a hub's, but an official was before the other": ("甲X=C 官Y=C 官X=C", "Y"),
    "an official's, sent again by a hub": ("官X=C 官Y=C 甲X=C", "X"),
    "who changes the code leaves it": ("官X=C 官Y=C 官X=D 官Z=C", "Y"),
    "who comes back claims it anew": ("官X=C 官X=D 官Y=C 官X=C", "Y"),
    "who comes back before the other": ("官X=C 官X=D 官X=C 官Y=C", "X"),
    "a hub that comes back to an official's": ("官X=C 甲X=D 官Y=C 甲X=C", "Y"),
    "who leaves the code out leaves it": ("官X=C 官X= 官Y=C 官X=C", "Y"),
    "what was withdrawn": ("-官X=C 官Y=C 官Z=C", "Y"),
    "what the first said last was withdrawn": ("官X=C 官Y=C -官X=D", "X"),
    "a number that is the code": ("官C= 官Y=C", "C"),
    "a number that is the code, later": ("官Y=C 官C=", "Y"),
}


def staged(said):
    """The holder by code after these deliveries of one row each: sender, id and code; '-' before one withdrawn."""
    with duckdb.connect() as connection:
        connection.execute(
            "ATTACH ':memory:' AS stage; CREATE TABLE stage.manifests(delivery VARCHAR, type VARCHAR, within VARCHAR);"
            "CREATE TABLE stage.judged_organizations(org_id VARCHAR, uscc VARCHAR, _key VARCHAR, _delivery VARCHAR, "
            "_sequence BIGINT, _row BIGINT, _state VARCHAR)"
        )
        sent = [(at, one.startswith("-"), one.removeprefix("-")) for at, one in enumerate(said.split())]
        last = {row[1:].split("=")[0]: at for at, is_withdrawn, row in sent if not is_withdrawn}
        for at, is_withdrawn, row in sent:
            org_id, code = row[1:].split("=")
            state = "withdrawn" if is_withdrawn else "live" if last[org_id] == at else "superseded"
            manifest = [f"D{at}", SENDERS[row[0]]]
            connection.execute("INSERT INTO stage.manifests VALUES (?, 'organizations', ?)", manifest)
            connection.execute(
                "INSERT INTO stage.judged_organizations VALUES (?, nullif(?, ''), '0-' || ?, ?, ?, 2, ?)",
                [org_id, code, org_id, f"D{at}", at, state],
            )
        connection.execute(
            "CREATE VIEW stage.latest_organizations AS FROM stage.judged_organizations WHERE _state = 'live'"
        )
        connection.execute((STAGING / "shared_codes.sql").read_text("utf-8"))
        return dict(connection.execute("FROM stage.shared_codes").fetchall())


@pytest.mark.parametrize(("said", "holder"), CASES.values(), ids=CASES)
def test_a_code_is_the_firsts_of_the_widest_scope(said, holder):
    assert staged(said) == {"C": holder}


def test_a_code_that_one_id_alone_claims_is_no_shared_one():
    assert staged("官X=C 官X=C 官Y=D 官X=E 官Z=") == {}
