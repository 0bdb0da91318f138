"""Targets that offices set themselves, sent like any other table."""

from etl.demonstration.places import CHANGSHA, FUSHAN, KAIXUAN, XIASHA
from etl.demonstration.register import Row

GOALS = (
    (KAIXUAN, 2015, {"活动场次": 600, "新增备案数": 45, "培训督导场次": 20}),
    (XIASHA, 2024, {"活动场次": 1050, "服务人次": 28000, "培训督导场次": 14, "公益创投通过率": 50}),
    (XIASHA, 2025, {"活动场次": 1150, "服务人次": 30000, "培训督导场次": 16, "公益创投通过率": 60}),
    (FUSHAN, 2025, {"活动场次": 60, "志愿服务时长": 900}),
    (CHANGSHA, 2024, {"新增备案数": 160, "培训督导场次": 60}),
    (CHANGSHA, 2025, {"新增备案数": 60, "培训督导场次": 70}),
)


def draw_goals() -> list[Row]:
    """Return one row per indicator, street (or county) and year."""
    return [
        {
            "indicator": indicator,
            "area_code": area_code,
            "hub_id": None,
            "year": year,
            "universe": None,
            "basis": None,
            "value": value,
            "comparison": "≥",
            "kind": "目标",
            "source": f"演示：{year}年度工作计划",
        }
        for area_code, year, values in GOALS
        for indicator, value in values.items()
    ]
