"""The progress bar tells rows, pace and remaining time."""

from etl.report import Pace


def test_rows_have_a_pace_and_a_remaining_time():
    now = [0.0]
    pace = Pace(lambda: now[0])
    assert pace.told("读取 时长.csv", 0, 500_000) == "0 / 500,000"
    now[0] = 10.0
    assert pace.told("读取 时长.csv", 100_000, 500_000) == "100,000 / 500,000　10,000/秒　还需 40 秒"
    now[0] = 20.0
    assert pace.told("读取 时长.csv", 150_000, 1_500_000) == "150,000 / 1,500,000　7,500/秒　还需 3 分 0 秒"


def test_a_new_piece_of_work_has_a_pace_of_its_own():
    now = [0.0]
    pace = Pace(lambda: now[0])
    pace.told("读取 甲.csv", 90_000, 100_000)
    now[0] = 100.0
    assert pace.told("读取 乙.csv", 2_000, 100_000) == "2,000 / 100,000"
    now[0] = 101.0
    assert pace.told("读取 乙.csv", 4_000, 100_000) == "4,000 / 100,000　2,000/秒　还需 48 秒"


def test_a_handful_of_steps_has_no_pace():
    pace = Pace(iter([0.0, 5.0]).__next__)
    assert [pace.told("生成", done, 12) for done in (1, 4)] == ["1 / 12", "4 / 12"]
    assert Pace(lambda: 0.0).told("准备", 0, 0) == ""
