"""Which rounds of projects which place held."""

from collections.abc import Callable, Iterable
from datetime import date

from etl.demonstration.chance import dice
from etl.demonstration.places import BAOHE, FUSHAN, HEMEI, KAIXUAN, LAST_DAY, XIASHA, XINGSHA
from etl.demonstration.projects import XIASHA_ROUNDS, kaixuan_projects, xiasha_projects, xingsha_projects
from etl.demonstration.register import Row
from etl.demonstration.register_kaixuan import FIRST_ROWS
from etl.demonstration.ventures import Round, adopted, draw_round, renew

APPLIED_2014 = 29
XIASHA_APPLIED = (24, 25, 27, 28, 32)
COUNTY_ROUNDS = {"430121002000": "泉塘", "430121003000": "湘龙", "430121105000": "黄花"}
Drawn = tuple[dict[str, list[Row]], dict[str, list[Row]]]


def draw_projects(rows_of: Callable[[str], list[Row]], funding: dict[str, list[Row]]) -> Drawn:
    """Return the projects and the reviewers' sheets of every place that held rounds, keyed by street."""
    drawn = {
        KAIXUAN: _kaixuan(rows_of(KAIXUAN)[FIRST_ROWS:], funding[KAIXUAN]),
        XIASHA: _xiasha(rows_of(XIASHA)),
        XINGSHA: _xingsha(rows_of(XINGSHA)),
        FUSHAN: _yearly(FUSHAN, "府山微公益", "FSWGY", rows_of(FUSHAN), range(2016, 2026), (8, 5)),
        BAOHE: _yearly(HEMEI, "和美社区微项目", "HMWXM", rows_of(BAOHE), range(2020, 2026), (5, 3)),
    }
    for street, word in COUNTY_ROUNDS.items():
        drawn[street] = _yearly(
            street, f"{word}公益微创投", f"{street[6:9]}WCT", rows_of(street), range(2023, 2026), (7, 4)
        )
    projects = {street: found[0] for street, found in drawn.items()}
    return projects, {street: found[1] for street, found in drawn.items()}


def _kaixuan(rows: list[Row], funding: list[Row]) -> tuple[list[Row], list[Row]]:
    """29 applied in 2014 and 16 shared the money; later firms adopted projects on 公益伙伴日."""
    call = Round(
        "2014年公益微创投", "KXWCT2014", KAIXUAN, date(2014, 6, 1), date(2014, 12, 31), APPLIED_2014, 16,
        requested=13000,
    )  # fmt: skip
    projects, _ = draw_round(call, rows, kaixuan_projects(rows))
    gifts = [row for row in funding if row["status"] == "到账" and row["instrument"] == "项目认领"]
    parents = {row["parent_id"]: row["org_id"] for row in funding if row["parent_id"]}
    passed_on = {gift["project_id"]: parents[gift["funding_id"]] for gift in gifts if gift["funding_id"] in parents}
    organisations = {row["org_id"]: row for row in rows}
    kept = [gift for gift in gifts if gift["project_id"] in passed_on]
    return projects + adopted(kept, passed_on, organisations.__getitem__), []


def _xiasha(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """Five rounds with the 76 granted projects and a sixth decided in the last days; 共同富裕 is new."""
    won, projects, scores = xiasha_projects(rows), [], []
    for number, (count, applied) in enumerate(zip(XIASHA_ROUNDS, XIASHA_APPLIED, strict=True)):
        year = 2021 + number
        call = Round(
            f"{year}年公益创投", f"XSCT{year}", XIASHA, date(year - 1, 11, 1), date(year, 10, 31), applied, count,
            reviewers=5, requested=46000, own_category="共同富裕" if number >= 3 else "",
        )  # fmt: skip
        found = draw_round(call, rows, [project for project in won if project.project_id.startswith(call.prefix)])
        projects += found[0]
        scores += found[1]
    last = Round(
        "2026年公益创投", "XSCT2026", XIASHA, LAST_DAY, date(2026, 10, 31), 29, 17, reviewers=5, requested=46000,
        own_category="共同富裕", pace=0.75,
    )  # fmt: skip
    found = draw_round(last, rows)
    projects += found[0]
    renew(projects, dice("续投/下沙"))
    return projects, scores + found[1]


def _xingsha(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """Eight micro-projects of thirteen applications, and a second round of six."""
    first = Round(
        "星沙2023年公益微创投", "XSWXM2023", XINGSHA, date(2023, 4, 1), date(2024, 10, 31), 13, 8, reviewers=3,
        brand="公益微创投", requested=14000,
    )  # fmt: skip
    second = Round(
        "星沙2025年公益微创投", "XSWXM2025", XINGSHA, date(2025, 3, 1), date(2025, 12, 10), 9, 6, reviewers=3,
        brand="公益微创投", requested=14000,
    )  # fmt: skip
    projects, scores = draw_round(first, rows, xingsha_projects(rows))
    more = draw_round(second, rows)
    projects += more[0]
    renew(projects, dice("续投/星沙"), 0.9)
    return projects, scores + more[1]


def _yearly(
    area: str, name: str, prefix: str, rows: list[Row], years: Iterable[int], counts: tuple[int, int]
) -> tuple[list[Row], list[Row]]:
    """A small round every year, with one set of scores per project and no sheets."""
    projects: list[Row] = []
    for year in years:
        applied, granted = counts
        call = Round(
            f"{year}年{name}", f"{prefix}{year}", area, date(year, 4, 10), date(year, 11, 20), applied, granted,
            requested=6000,
        )  # fmt: skip
        projects += draw_round(call, rows)[0]
    renew(projects, dice(f"续投/{prefix}"))
    return projects, []
