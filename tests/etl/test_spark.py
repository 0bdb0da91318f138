"""A build on Spark gives, table for table and row for row, what DuckDB gives; it says plainly what it lacks."""

import json
import os
import shutil

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.cli import main
from etl.content import table_hashes
from etl.decisions import Decisions
from etl.increment import build_full
from etl.increment.kept import EVENTS
from etl.increment.marts import MARTS
from etl.lake import Lake
from etl.record import record_types
from etl.run import build, load_paths
from etl.spark import session as spark_session
from etl.spark.session import missing
from tests.etl import spark_ready
from tests.etl.little_tables import pointer, write_csv
from tests.etl.test_increment import HEADS, STEPS, row, rows_in_order, started, take_step

__all__ = ["started"]
pytestmark = pytest.mark.usefixtures("small_reference")
KEPT = (*(f"rows_{event}" for event in EVENTS), "counts", "sums", "pending", "corrected")
CORRECTION = """
[[corrections]]
type = "volunteer_hours"
key = { record_id = "R1" }
column = "hours"
expect = "%s"
value = "2.5"
why = "多写了一位"
reported_to = "街道"
reported_on = 2024-03-01
"""


@pytest.fixture(scope="module")
def spark():
    """One session on two cores for all builds of this file; its compiler is told that the work is short.

    Without Java or PySpark: a failure in CI, a skipped test with the reason elsewhere (tests/etl/spark_ready.py).
    """
    reason = missing()
    if reason:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    spark_session.hush()
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    maker = SparkSession.builder.master("local[2]").appName("wushe-test")
    for name, value in (spark_session.START | spark_session.SETTINGS | SHORT).items():
        maker = maker.config(name, value)
    session = maker.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()
    gateway, SparkContext._gateway, SparkContext._jvm = SparkContext._gateway, None, None
    gateway.shutdown()
    gateway.proc.stdin.close()  # the other tests of this process want its memory back
    gateway.proc.wait(30)


SHORT = {
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}  # fmt: skip


def tables(path, make) -> tuple[dict, dict, dict]:
    """Hashes, rows in order, and what is kept for the next build, of a build in a new file."""
    with duckdb.connect(str(path)) as connection:
        make(connection)
        kept = {name: sorted(map(repr, connection.execute(f"FROM keep.{name}").fetchall())) for name in KEPT}
        return table_hashes(connection), rows_in_order(connection), kept


def assert_same(data_dir, scratch) -> dict[str, list[tuple]]:
    """The rows by table; a failure names the tables that differ."""
    from etl.spark.build import build_on_spark

    lake = Lake(data_dir)
    return assert_as_duckdb(data_dir, scratch, lambda connection: build_on_spark(connection, lake, "local[2]"))


def assert_as_duckdb(data_dir, scratch, make) -> dict[str, list[tuple]]:
    """The same of what `make` leaves in the file spark.duckdb, whether it fills it or finds it filled."""
    one = tables(scratch / "duckdb.duckdb", lambda connection: build_full(connection, Lake(data_dir)))
    other = tables(scratch / "spark.duckdb", make)
    assert [{name for name in left if left[name] != right[name]} for left, right in zip(one, other, strict=True)] == [
        set(), set(), set(),
    ]  # fmt: skip
    (scratch / "duckdb.duckdb").unlink()
    (scratch / "spark.duckdb").unlink()
    return one[1]


def test_a_build_on_spark_is_the_build_of_duckdb(started, spark, tmp_path):
    start, _ = started
    data_dir = start / "data"
    sent = {
        "volunteer_hours": [row("volunteer_hours", n % 7, n % 5, n) for n in range(14)],
        "activities": [row("activities", n, n, n * 7 + 2) for n in range(1, 7)],
        "funding": [row("funding", n, n, n * 3) for n in range(7)],
        "points": [row("points", n + 20, n, n) for n in range(5)],
    }
    twice = ["R90|V1|T1||330102011001|2015-05-05|20", "R91|V1|T1||330102011001|2015-05-05|9"]
    files = [
        write_csv(tmp_path / f"{name}.csv", "\n".join([HEADS[name], *map("|".join, lines)]))
        for name, lines in sent.items()
    ]
    files += [write_csv(tmp_path / f"twice{n}.csv", f"{HEADS['volunteer_hours']}\n{twice[n]}") for n in range(2)]
    files += [write_csv(tmp_path / "w.csv", f"{HEADS['activities']}\nA77|没有的队|330102011001|2015-05-05|讲座|1||")]
    load_paths(files, data_dir)
    lake = Lake(data_dir)
    first = next(manifest for manifest in lake.manifests() if manifest.type == "funding")
    lake.ledger.write("withdrawn", delivery=first.delivery, file=first.file)
    task = {"task": "x", "kind": "待核", "about": "", "type": "activities", "target": "organizations",
            "written": "没有的队", "delivery": ""}  # fmt: skip
    Decisions(data_dir).write(task, "对应到", "T2", "", "我")
    with duckdb.connect(str(data_dir / "warehouse" / pointer(data_dir)["file"]), read_only=True) as connection:
        (hours,) = connection.execute("SELECT hours FROM volunteer_hours WHERE record_id = 'R1'").fetchone()
    (data_dir / "corrections.toml").write_text(CORRECTION % hours, "utf-8")
    before = pointer(data_dir)["build"]
    told = build(data_dir, spark="local[2]")
    assert "error" not in told and told["build"] != before and not list((data_dir / "warehouse").glob(".build-*"))
    shutil.copy(data_dir / "warehouse" / pointer(data_dir)["file"], tmp_path / "spark.duckdb")
    found = assert_as_duckdb(data_dir, tmp_path, lambda connection: None)
    assert all(found[name] for name in [*EVENTS, *MARTS])
    reasons = " ".join(str(line) for line in found["pending_rows"])
    assert "累计29小时，超过24小时" in reasons and "找不到组织" in reasons
    assert "已更正" in str(found["corrections"]) and "A77" in str(found["activities"])
    content = pointer(data_dir)["content"]
    assert build(data_dir)["build"] == told["build"] and pointer(data_dir)["content"] == content


@pytest.mark.soak
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEPS, min_size=3, max_size=8))
def test_any_lake_gives_the_same_tables_on_spark(started, spark, steps):
    start, files = started
    scratch = start.parent / f"spark{next(_NUMBERS)}"
    shutil.copytree(start / "data", scratch / "data")
    files = list(files)
    for number, step in enumerate(steps):
        take_step(step, scratch / "data", scratch, files, number)
    assert_same(scratch / "data", scratch)
    shutil.rmtree(scratch)


@pytest.mark.soak
def test_a_larger_lake_gives_the_same_tables_on_spark(started, spark, tmp_path):
    start, _ = started
    for part in range(4):
        lines = ["|".join([f"B{part * 40_000 + n}" if n % 3 else "", f"V{n * 7919 % 9000}", f"T{n % 4}", "",
                           ["330102011001", "330102011000", "330102001051"][n % 3],
                           f"{2014 + n % 5}-{n // 5 % 12 + 1:02d}-{(n // 60 + part) % 28 + 1:02d}",
                           f"{1 + n % 8}.{n % 10}"]) for n in range(40_000)]  # fmt: skip
        path = write_csv(tmp_path / f"h{part}.csv", "\n".join([HEADS["volunteer_hours"], *lines]))
        load_paths([path], start / "data")
    found = assert_same(start / "data", tmp_path)
    assert len(found["volunteer_hours"]) > 100_000 and len(found["volunteer_years"]) > 9_000


def test_every_table_that_grows_with_time_has_a_type_spark_judges():
    assert {mart.fact for mart in MARTS.values()} <= set(EVENTS) <= set(record_types())


def test_without_pyspark_or_java_a_build_on_spark_says_what_to_do(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("WUSHE_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(spark_session, "find_spec", {"sqlglot": "there"}.get)
    assert main(["build", "--engine", "spark", "--json"]) == 2
    assert "没有安装 pyspark" in json.loads(capsys.readouterr().out)["error"]
    monkeypatch.setattr(spark_session, "find_spec", lambda name: name)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setattr("shutil.which", lambda *asked, **more: None)
    assert main(["build", "--engine", "spark"]) == 2
    assert "没有找到 Java 17" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("says", "reason"),
    [
        ("echo 'openjdk version \"17.0.21\" 2026-11-17' >&2", ""),
        ("echo 'openjdk version \"21\" 2023-09-19' >&2", ""),
        ("echo 'openjdk version \"11.0.2\" 2019-01-15' >&2", "Java 是 11，Spark 需要 17"),
        ("echo 'java version \"1.8.0_202\"' >&2", "Java 是 8，Spark 需要 17"),
        ("echo 'Unable to locate a Java Runtime.' >&2; exit 1", "没有找到 Java 17"),
    ],
)
def test_a_java_that_is_too_old_or_none_is_told_apart(tmp_path, monkeypatch, says, reason):
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "java").write_text(f"#!/bin/sh\n{says}\n", "utf-8")
    (tmp_path / "bin" / "java").chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert spark_session.lacks_java().startswith(reason) and bool(spark_session.lacks_java()) == bool(reason)


@pytest.mark.parametrize("in_ci", [False, True])
def test_a_machine_without_java_is_told_so_before_the_tests_and_ci_stops_there(monkeypatch, capsys, in_ci):
    monkeypatch.setenv("JAVA_HOME", "/nowhere")
    monkeypatch.setenv("CI", "true" if in_ci else "")
    assert spark_ready.main() == int(in_ci)
    assert "没有找到 Java 17" in capsys.readouterr().err


def test_there_are_two_engines_and_verifying_is_done_by_duckdb(capsys):
    assert main(["build", "--engine", "flink", "--json"]) == 2
    assert "duckdb、spark" in capsys.readouterr().out
    assert main(["build", "--engine", "spark", "--verify", "--json"]) == 2
    assert "不用 Spark" in capsys.readouterr().out
    assert main(["build", "--master", "spark://nowhere:7077", "--json"]) == 2
    assert "--engine spark" in capsys.readouterr().out


_NUMBERS = iter(range(1_000_000))
