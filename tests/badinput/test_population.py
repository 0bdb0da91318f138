"""B129, B130, B132–B136: populations that contradict their unit, their parts or their neighbours in time."""

from tests.badinput.loading import Sheet, good

HEADER = ["区域代码", "年份", "人口口径", "人口数"]


def people(*rows: str) -> Sheet:
    """area | year | persons, 常住人口."""
    cells = [[cell.strip() for cell in row.split("|")] for row in rows]
    return Sheet(HEADER, [[area, year, "常住人口", persons] for area, year, persons in cells])


def test_B129_persons_in_ten_thousands(desk):
    answer = desk.load(desk.csv("人口.csv", good("population").rename("人口数", "人口数（万人）")
                                .put_all("人口数（万人）", ["5.5763", "0.4321", "0.5432"])))  # fmt: skip
    answer.normalised()
    assert answer.column("population", "persons", "area_code") == [55763, 4321, 5432]


def test_B129_parts_of_a_person_are_asked_back(desk):
    answer = desk.load(desk.csv("人口.csv", good("population").put(3, "人口数", "0.4321")))
    (message,) = [said for said in answer.messages if said["severity"] == "拒收"]
    assert message["row"] == 3 and message["column"] == "人口数" and message["found"] == "0.4321"
    answer.quarantined(message["rule"], "", row=3)
    assert "万人" in message["message"] or "整数" in message["message"]


def test_B130_basis_missing_or_mixed(desk):
    answer = desk.load(desk.csv("人口.csv", good("population").put(3, "人口口径", "").put(4, "人口口径", "常住户籍")))
    rules = {(message["row"], message["column"]) for message in answer.messages if message["severity"] == "拒收"}
    answer.sums_hold()
    assert rules == {(3, "人口口径"), (4, "人口口径")} and answer.entry["rejected"] == 2
    nothing = desk.load(desk.csv("无口径.csv", good("population").drop("人口口径")))
    nothing.refused("B018", "人口口径")


def test_B132_population_of_nobody(desk):
    answer = desk.load(desk.csv("人口.csv", good("population").put(3, "人口数", "0").put(4, "人口数", "-5")))
    answer.sums_hold()
    rules = [message["rule"] for message in answer.messages if message["severity"] == "拒收"]
    assert "B132" in rules and answer.entry["rejected"] == 2
    blank = desk.load(desk.csv("空.csv", good("population").put(3, "人口数", "")))
    assert blank.entry["rejected"] == 1


def test_B133_parts_do_not_add_up(desk):
    sheet = people("330102011000 | 2015 | 9000", "330102011001 | 2015 | 4321", "330102011002 | 2015 | 5432")
    answer = desk.load(desk.csv("人口.csv", sheet))
    answer.warned("B133", "2015年常住人口：下级合计9753与上级9000相差8.4%", row=2, column="人口数", found="9000")
    fine = desk.load(desk.csv("改.csv", people("330102011000 | 2015 | 55763")))
    assert fine.said("B133") == [] and fine.ask("SELECT count(*) FROM findings WHERE rule = 'B133'") == [(0,)]


def test_B134_a_third_more_than_the_year_before(desk):
    desk.load(desk.csv("去年.csv", people("330102011000 | 2015 | 55763"))).normalised()
    answer = desk.load(desk.csv("今年.csv", people("330102011000 | 2016 | 80000")))
    answer.warned("B134", "与上年（55763）相比变化43.5%，请确认是否区划调整或填错", row=2, column="人口数",
                  found="80000")  # fmt: skip
    assert desk.load(desk.csv("后年.csv", people("330102011000 | 2017 | 81000"))).said("B134") == []


def test_B135_two_populations_of_one_area_and_year(desk):
    sheet = people("330102011000 | 2015 | 55763", "330102011000 | 2015 | 55800", "330102011001 | 2015 | 4321")
    answer = desk.load(desk.csv("人口.csv", sheet))
    answer.quarantined("B115", "是同一条记录", rejected=2, row=2)
    answer.quarantined("B115", "但内容不同，两行都未收", rejected=2, row=3)
    assert answer.column("population", "persons") == [4321]
    corrected = desk.load(desk.csv("更正.csv", people("330102011000 | 2015 | 55763")))
    again = desk.load(desk.csv("再更正.csv", people("330102011000 | 2015 | 55800")))
    corrected.sums_hold()
    again.sums_hold()
    assert again.column("population", "persons", "area_code") == [55800, 4321]


def test_B136_a_year_missing_between_two(desk):
    sheet = people("330102011000 | 2013 | 55000", "330102011000 | 2015 | 55763", "330102011000 | 2019 | 56000",
                   "330102011001 | 2010 | 4000", "330102011001 | 2020 | 4300")  # fmt: skip
    answer = desk.load(desk.csv("人口.csv", sheet))
    answer.warned("B136", "缺2014年数据，图表以断点显示，不作推算", row=3, column="年份", found="2015")
    answer.warned("B136", "缺2016至2018年数据", row=4, column="年份", found="2019")
    assert len(answer.said("B136")) == 2
    assert answer.ask("SELECT count(*) FROM population") == [(5,)]
