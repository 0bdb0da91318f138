"""python -m boundaries says what was read and what is wrong, and its exit code says whether anything is."""

from boundaries.__main__ import main
from boundaries.checking import report
from tests.boundaries.conftest import square, written


def test_the_check_in_words(demo_dir, folder, capsys):
    from indicators import warehouse

    warehouse.use(demo_dir)
    try:
        assert main() == 0 and "没有边界文件" in capsys.readouterr().out
        written(folder / "a.json", [square("330102011"), square("330102")])
        assert main() == 0 and "街道乡镇 1 个" in capsys.readouterr().out
        written(folder / "b.json", [square("999999"), square("330102009")])
        assert main() == 1
        said = capsys.readouterr().out
        assert "1 个代码不在区划里：999999000000" in said and "b.json：2 块" in said
        assert report().by_level == {"区县": 1, "街道乡镇": 2}
    finally:
        warehouse.use(None)


def test_without_published_data_the_codes_cannot_be_checked(tmp_path, folder, capsys):
    from indicators import warehouse

    warehouse.use(tmp_path)
    try:
        written(folder / "a.json", [square("330102011")])
        assert main() == 2 and "对不了区划代码" in capsys.readouterr().out
    finally:
        warehouse.use(None)
