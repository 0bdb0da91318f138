"""An upload from beginning to end, as a clerk of a street: what lies outside is sent back before anything is stored."""

import time
from urllib.parse import quote

import pytest

from etl.lake import Lake
from indicators.warehouse import ask
from jobs import store
from jobs.locks import is_held
from tests.ownership.conftest import asking
from tests.ownership.people import CLERK_A, EVERYBODY, OFFICIAL_B, ORGANIZATIONS, STREET_A, STREET_B

LONGEST = 1800  # looks, a tenth of a second apart


def rested(client, job):
    """How a job stands once nobody works on it."""
    for _ in range(LONGEST):
        found = client.get(f"/imports/jobs/{job}").json
        if not found["is_unfinished"] and not is_held(store.runner_lock(job)):
            return found
        time.sleep(0.1)
    raise AssertionError((store.jobs_folder() / job / "log.txt").read_text("utf-8")[-3000:])


@pytest.mark.soak
def test_a_clerk_loads_their_own_rows_and_no_others(server, copied):
    client = server.test_client()
    rows = [
        f"N-{n},新社{n},社区社会组织,备案,{street},,2015-03-01"
        for n, street in enumerate((STREET_A, STREET_B, STREET_A))
    ]
    with asking(CLERK_A):
        content = (ORGANIZATIONS + "\n".join(rows)).encode("utf-8-sig")
        sent = client.post("/imports/files", data=content, headers={"X-File-Name": quote("新社.csv")})
        assert sent.status_code == 201, sent.text
        job = sent.json["id"]
        assert rested(client, job)["state"] == store.WAITING
        (checked,) = store.find(job).document("check")["deliveries"]
        assert (checked["accepted"], checked["rejected"]) == (2, 1)
        assert client.post(f"/imports/jobs/{job}/confirm", json={}).status_code == 200
        assert rested(client, job)["state"] == store.DONE
    with asking(OFFICIAL_B):
        assert client.get(f"/imports/jobs/{job}").status_code == 404
    document = store.find(job).document("result")
    assert "rows" not in document and "notes" not in document
    (brought,) = (one for one in Lake(copied).manifests() if one.within)
    assert (brought.within, brought.accepted, brought.rejected) == (f"area:{STREET_A}", 2, 1)
    with asking(EVERYBODY):
        names = {row["id"] for row in ask("organization_names")}
    assert {"N-0", "N-2"} <= names and "N-1" not in names
