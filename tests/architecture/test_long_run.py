"""What is left to the long run is named once, and exists."""

from tests.conftest import LONG_RUN, ROOT


def test_every_line_names_a_test():
    lines = [line for line in LONG_RUN.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    assert len(lines) == len(set(lines)) > 0
    for line in lines:
        file, _, name = line.partition("::")
        assert f"def {name.partition('[')[0]}(" in (ROOT / file).read_text("utf-8"), line
