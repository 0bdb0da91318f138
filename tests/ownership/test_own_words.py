"""What a sender with a scope says of records of its own makes no row of others wait that names one of them."""


from etl.answer.checking import check_paths
from etl.bounds import EVERYTHING, Bounds
from etl.run import load_paths
from tests.ownership.people import ACTIVITIES, DISTRICT_A, HUB_A, HUB_B, ORGANIZATIONS, STREET_A, STREET_B
from tests.ownership.test_bounds import told
from tests.ownership.test_names_apart import PARTNERS, POINTS, PROJECTS, SCORES
from tests.ownership.test_taken import ask
from tests.ownership.test_words import BODY, REGISTER, USCC, deed, org

IN_HUB_A, IN_A = Bounds(hub=HUB_A), Bounds(area=STREET_A)
BESIDE = "330102001000"
"""Another street of the district."""
NEW_USCC = "52330102MA5B3C4D1T"


def sent(data, *contents, bounds=EVERYTHING):
    """The entries of one run with a file of each."""
    paths = [data.parent / f"{number}.csv" for number in range(len(contents))]
    for path, content in zip(paths, contents, strict=True):
        path.write_text(content, "utf-8-sig")
    return load_paths(paths, data, bounds=bounds)["deliveries"]


def refused(entries):
    return [(one["found"], one["message"]) for entry in entries for one in entry["messages"] if one["rule"] == "V123"]


def test_no_record_of_ones_own_bears_the_code_or_the_name_of_another_of_ones_own(copied):
    """Others name it by number, code and name: their rows go on counting."""
    words = ("A-030", USCC, BODY, "阳光社", "阳光养老社")
    theirs = [deed(f"HD-BX{at}", word, HUB_B, STREET_B).removeprefix(ACTIVITIES) for at, word in enumerate(words)]
    sent(copied, REGISTER + org("A-030", "阳光养老社（简称阳光社）", uscc=USCC), ACTIVITIES + "".join(theirs))
    found = [(f"HD-BX{at}", "A-030") for at in range(len(words))]
    counted = "SELECT activity_id, org_id FROM activities WHERE activity_id LIKE 'HD-BX%' ORDER BY 1"
    assert ask(copied, counted) == found
    own = [org("N-1", "甲社", uscc=USCC), org("N-2", "阳光养老社（简称阳光社）"), org("N-3", "丙社（简称阳光社）"),
           org("阳光社", "丁社"), org("N-4", "戊社", uscc=NEW_USCC), org("A-003", "A街第3社")]  # fmt: skip
    entries = sent(copied, REGISTER + "".join(own), REGISTER + org("N-5", "戊社"), bounds=IN_HUB_A)
    assert [(one["accepted"], one["rejected"]) for one in entries] == [(2, 4), (0, 1)]
    told = refused(entries)
    assert all("编号“A-030”的已有" in message for _, message in told[:4]) and "编号“N-4”的已有" in told[4][1]
    assert ask(copied, counted) == found
    sent(copied, REGISTER + org("A-030", "月光社", uscc=""), bounds=IN_HUB_A)
    assert ask(copied, counted) == found, "what it was called by before it is called by still"
    entries = sent(copied, REGISTER + org("N-6", "己社", uscc=USCC) + org("N-7", "阳光社"), bounds=IN_HUB_A)
    assert entries[0]["rejected"] == 2 and all("别处可能已有" in message for _, message in refused(entries))


def test_in_an_area_two_may_have_one_name_but_not_one_code(copied):
    """Every village has its club of the old; only a hub, which has few, writes the second one out."""
    clubs = REGISTER + org("A-031", "老年协会", uscc=USCC) + org("A-032", "老年协会")
    both, chess = sent(copied, clubs, REGISTER + org("A-033", "棋社", uscc=USCC), bounds=IN_A)
    assert (both["accepted"], both["rejected"]) == (2, 0)
    assert chess["accepted"] == 0 and [found for found, _ in refused([chess])] == [USCC]


def test_a_project_or_partner_of_ones_own_keeps_the_rows_that_name_it(copied):
    """Renamed, or with another of the same name beside it; and nothing is said of that."""
    partner = f"{PARTNERS}%s,%s,商家,{STREET_A},{HUB_A},2016-01-01\n"
    project = f"{PROJECTS}%s,%s,A-003,{HUB_A},{STREET_A},2016-01-10,,\n"
    redeemed = f"{POINTS}LS-B1,ZYZ00012345,兑换,2016-03-01,{STREET_B},{HUB_B},600,甲街大超市\n"
    scores = f"{SCORES}邻里客厅,P01,20,20,20,20,20,2016-01-20\n"
    sent(copied, partner % ("ZY-1", "甲街大超市"), project % ("P-1", "邻里客厅"), redeemed, scores)
    counted = ("SELECT entry_id, partner_id FROM points WHERE entry_id = 'LS-B1' "
               "UNION ALL SELECT reviewer, project_id FROM project_scores")  # fmt: skip
    found = [("LS-B1", "ZY-1"), ("P01", "P-1")]
    assert ask(copied, counted) == found
    given = [
        (partner % ("ZY-2", "甲街大超市") + f"甲街大超市,别的店,商家,{STREET_A},{HUB_A},2016-01-01\n",
         project % ("P-2", "邻里客厅") + f"邻里客厅,别的项目,A-003,{HUB_A},{STREET_A},2016-01-10,,\n"),
        (partner % ("ZY-1", "甲街大卖场"), project % ("P-1", "客厅")),
    ]  # fmt: skip
    for contents in given:
        entries = sent(copied, *contents, bounds=IN_HUB_A)
        assert [(one["rejected"], one["pending"], one["messages"]) for one in entries] == [(0, 0, [])] * 2
        assert ask(copied, counted) == found


def test_no_row_of_a_sender_with_a_scope_waits_for_a_place(apart):
    """It would take the place of the one that counts, and with it every row of others that names the record would wait:
    a place that no build knows, one outside the area the delivery declares."""
    nowhere = "330102011999"
    rows = {
        ORGANIZATIONS: f"A-003,A街第3社,社区社会组织,备案,{nowhere},{HUB_A},2015-03-01\n",
        PARTNERS: f"ZY-1,甲街大超市,商家,{nowhere},{HUB_A},2016-01-01\n",
        ACTIVITIES: f"HD-A002,棋,A-003,{HUB_A},{nowhere},2016-06-01,文体活动,9\n",
        PROJECTS: f"P-1,邻里客厅,A-003,{HUB_A},{nowhere},2016-01-10,,\n",
    }
    for head, row in rows.items():
        assert told(apart, IN_HUB_A, head + row)[1] == {2: "V121"}
        assert told(apart, IN_HUB_A, head + row.replace(nowhere, STREET_A))[1] == {}
    of_district = Bounds(area=DISTRICT_A)
    entry, rules = told(apart, of_district, ORGANIZATIONS + rows[ORGANIZATIONS].replace(nowhere, STREET_A), area=BESIDE)
    assert (entry["pending"], rules) == (0, {2: "V121"})


def test_a_project_waits_for_no_name_that_two_of_ones_own_bear(apart):
    """The same of a project that says by a name of two which one it goes on from."""
    head = PROJECTS.replace("项目名称", "项目名称,续投自")
    row = f"%s,%s,%s,A-003,{HUB_A},{STREET_A},2016-01-10,,\n"
    first = head + row % ("P-2", "画", "") + row % ("P-3", "画", "") + row % ("P-4", "歌", "")
    paths = [apart.parent / name for name in ("先.csv", "后.csv")]
    for path, content in zip(paths, (first, head + row % ("P-1", "棋", "画") + row % ("P-5", "诗", "歌")), strict=True):
        path.write_text(content, "utf-8-sig")
    entries = check_paths(paths, apart, out=apart.parent, bounds=IN_HUB_A)["deliveries"]
    assert [(one["accepted"], one["rejected"]) for one in entries] == [(3, 0), (1, 1)]
