"""A report made up for the tests of its files: every kind of block, gaps, long words, words like formulas."""

from datetime import date

from reports.content import (
    Basis,
    Chapter,
    Column,
    Figure,
    Headline,
    Headlines,
    Mark,
    Picture,
    Report,
    Series,
    Table,
    Words,
)

FOOT = "来源：枢纽名录、活动记录；数据截至 2024-12-31；白杨街道未报送。"
HUBS = ("下沙社会组织服务中心", "凯益荟", "幸福驿站", "白杨街道枢纽", "星沙街道社会组织孵化基地")
YEARS = ("2020", "2021", "2022", "2023", "2024")


def figure(kind: str, categories, series, unit="个", **more) -> Figure:
    """A figure with the table of its numbers."""
    runs = tuple(Series(name, tuple(values)) for name, values in series)
    picture = Picture(kind, tuple(categories), runs, unit, **more)
    columns = (Column("名称"), *(Column(one.name, unit, True, more.get("decimals", 0)) for one in runs))
    rows = tuple(
        (name, *("未报送" if one.values[at] is None else one.values[at] for one in runs))
        for at, name in enumerate(picture.categories)
    )
    return Figure(
        f"{kind} 的图：登记组织与备案组织",
        f"单位：{unit} · 口径：登记+备案 · 2024年",
        FOOT,
        picture,
        Table("图中数据", columns, rows),
        f"下沙社会组织服务中心 2024 年有登记组织 42 {unit}，比上年多 3 {unit}，在五个枢纽中居第 1。",
    )


def pictures() -> tuple[Figure, ...]:
    """One figure of each kind, with gaps and marks."""
    return (
        figure("bar", HUBS, [("登记组织", (42, 31.5, None, 17, 8))], mark=Mark(24, "同级中位数"), decimals=1),
        figure("column", YEARS, [("登记", (5, 8, None, 9, 14))], mark=Mark(12, "目标")),
        figure("stacked", YEARS, [("基础", (5, 8, 7, 9, 4)), ("良好", (3, 1, 0, 2, 6)), ("优秀", (1, 1, 2, 3, 9))]),
        figure(
            "line", YEARS, [("本枢纽", (5, 8, None, 9, 14)), ("同级中位数", (4, 4, 5, 6, 6))], mark=Mark(12, "目标")
        ),
        figure("radar", ("组织", "活动", "志愿", "资金", "培训"), [("本枢纽", (80, 90, 40, 55, 70))], "分"),
        figure("scatter", HUBS, [("人口（万人）", (1, 2, 3, 4, None)), ("组织（个）", (5, 9, 3, 8, 2))], ""),
    )


def long_table(rows: int = 60, columns: int = 5) -> Table:
    """A table that needs several slides, with long words in the second column and a total."""
    heads = (Column("名称"), Column("做了什么"), *(Column(f"数{n}", "元", True, 2) for n in range(columns - 2)))
    long = "开展社区矛盾调解、为老服务与亲子阅读，覆盖二十一个社区，服务对象满意度达到历年最高，" * 2
    lines = [(f"组织{n:03d}", long[: 5 + n % 70], *((n + 1) * 1000.5 for _ in heads[2:])) for n in range(rows)]
    total = ("合计", None, *(sum(line[2] for line in lines) for _ in heads[2:]))
    return Table("全部组织", heads, (*lines, total), has_total=True)


def wide_table() -> Table:
    """More columns than a slide is wide."""
    heads = (Column("社区"), *(Column(f"第{n}个领域的服务", "人次", True) for n in range(24)))
    return Table("社区与领域", heads, tuple((f"社区{n}", *(n * k for k in range(24))) for n in range(6)))


def headlines() -> Headlines:
    """Ten headline figures: with and without last year, target and value."""
    with_all = Headline("登记组织", 42, "个", 0, "", "登记+备案，2024年末", 39, "上年", 50, "目标（区民政局）", "good")
    without = Headline("志愿服务时长", None, "小时", 1, "未报送：2024年没有志愿时长的报送")
    money = Headline("自有经费支出", 1234567.89, "元", 2, before=1434567.89, before_words="上年", rising_is="bad")
    return Headlines("十项指标", (with_all, without, money, *(with_all,) * 7))


def report(is_demonstration: bool = True) -> Report:
    """The whole made-up report."""
    formula = Figure(
        "=1+1",
        "单位：个",
        FOOT,
        table=Table("=2+2", (Column("=名称"), Column("+数", "个", True)), (("=1+1", 3), ("@x", None))),
    )
    silent = Figure("社区与领域", "单位：次", FOOT, missing="2024年没有活动的报送，所以没有图也没有表。")
    chapters = (
        Chapter("概况与十项指标", "2024年末，中心有登记组织 42 个，比上年多 3 个。", (headlines(), *pictures())),
        Chapter(
            "社会组织",
            "今年新增 6 个，注销 3 个。",
            (Figure("名单", "单位：元", FOOT, table=long_table()), formula, silent),
        ),
        Chapter("服务与覆盖", "21 个社区都有活动。", (Figure("社区与领域", "单位：人次", FOOT, table=wide_table()),)),
        Chapter(
            "需要留意",
            "有 2 处需要留意。",
            (Words("规则", ("3A 评估将于 2025-06-30 到期。", "白杨街道没有活动。") * 9, True),),
        ),
        Chapter("志愿服务", "2024年没有志愿服务的报送。", ()),
    )
    bases = tuple(
        Basis(f"指标{n}", "个", "年末在册的社会组织数，注销的不算。" * 3, "登记 + 备案", "组织名录") for n in range(30)
    )
    summary = (
        "2024年末，中心有登记组织 42 个，比上年多 3 个，离目标还差 8 个。",
        "全年活动 128 场，服务 12,345 人次。",
    )
    return Report(
        "年度成效报告",
        "下沙社会组织服务中心",
        "2024年",
        summary,
        chapters,
        bases,
        "登记+备案；常住人口；不含代管",
        date(2024, 12, 31),
        "b-20241231",
        is_demonstration,
        "/hubs/h-xiasha?year=2024",
    )
