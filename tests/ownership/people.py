"""The people of these tests, and what stands in the tables of the two districts and two hubs they belong to."""

from __future__ import annotations

from access.roles import Person, Role

STREET_A, STREET_B = "330102011000", "330114004000"
DISTRICT_A, DISTRICT_B = "330102000000", "330114000000"
HUB_A, HUB_B = "SHU-A", "SHU-B"

EVERYBODY = Person("quanbu", Role.OFFICIAL)
OFFICIAL_A = Person("shangcheng", Role.OFFICIAL, DISTRICT_A)
OFFICIAL_B = Person("qiantang", Role.OFFICIAL, DISTRICT_B)
CLERK_A = Person("tianbao-a", Role.CLERK, STREET_A)
CLERK_B = Person("tianbao-b", Role.CLERK, STREET_B)
HUB_CLERK_A = Person("tianbao-shu-a", Role.CLERK, hub=HUB_A)
HUB_CLERK_B = Person("tianbao-shu-b", Role.CLERK, hub=HUB_B)
LEADER_A = Person("shuniu-a", Role.HUB_LEADER, hub=HUB_A)
LEADER_B = Person("shuniu-b", Role.HUB_LEADER, hub=HUB_B)
ANALYST_A = Person("fenxi-a", Role.ANALYST, DISTRICT_A)
ADMINISTRATOR = Person("guanli", Role.ADMINISTRATOR)

HUBS = f"""枢纽编号,枢纽名称,枢纽级别,服务区域代码
{HUB_A},甲街枢纽,街道,{STREET_A}
{HUB_B},乙街枢纽,街道,{STREET_B}
"""
ORGANIZATIONS = "组织编号,组织名称,组织类型,登记状态,区域代码,枢纽编号,备案日期\n"
ACTIVITIES = "活动编号,活动名称,组织编号,枢纽编号,区域代码,活动日期,活动类型,服务人次\n"
TARGETS = "指标,区域代码,枢纽编号,年份,目标值,比较,性质,出处\n"


def organizations(letter: str, street: str, hub: str, count: int) -> str:
    """A register of one street, half of it with a hub."""
    return ORGANIZATIONS + "".join(
        f"{letter}-{n:03},{letter}街第{n}社,社区社会组织,备案,{street},{hub if n % 2 else ''},2015-03-{n % 28 + 1:02}\n"
        for n in range(1, count + 1)
    )


def activities(letter: str, street: str, hub: str, count: int) -> str:
    """What the organisations of one street did; the last row names one that nobody knows."""
    rows = "".join(
        f"HD-{letter}{n:03},{letter}街活动{n},{letter}-{n % 9 + 1:03},{hub if n % 9 % 2 == 0 else ''},{street},"
        f"2016-05-{n % 28 + 1:02},文体活动,{n + 3}\n"
        for n in range(1, count + 1)
    )
    lost = f"HD-{letter}900,{letter}街活动,NIEMAND-{letter},,{street},2016-05-01,文体活动,5\n"
    return ACTIVITIES + rows + lost
