"""The connection to Spark, and what to say where it cannot be had."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from etl.errors import DeliveryError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.parquet.compression.codec": "zstd",
    "spark.ui.showConsoleProgress": "false",
}
"""What the results depend on, and a quiet terminal; memory and cores are the site's (spark-defaults.conf)."""
START = {
    "spark.ui.enabled": "false",
    "spark.network.timeout": "300s",
}
ROWS_PER_TASK = 500_000
JAVA = 17
HOW_TO_JAVA = "Debian/Ubuntu 请执行：apt-get install openjdk-17-jre-headless。"


def missing() -> str:
    """What Spark needs and this machine has not, in Chinese; empty where nothing is missing."""
    absent = [name for name in ("pyspark", "sqlglot") if find_spec(name) is None]
    if absent:
        return (f"没有安装 {'、'.join(absent)}。请执行：pip install --require-hashes -r requirements-spark.txt；"
                "或不加 --engine，用本机的 DuckDB 生成。")  # fmt: skip
    return lacks_java()


def lacks_java() -> str:
    """The same of Java alone: the one of JAVA_HOME, else the first on the path, must be 17 or later."""
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=os.path.join(home, "bin")) if home else shutil.which("java")
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False) if java else None
    if said is None or said.returncode:  # a Mac without Java has a program of that name that only says so
        return f"没有找到 Java {JAVA}（Spark 需要）。{HOW_TO_JAVA}"
    version = re.search(r'version "(?:1\.)?(\d+)', said.stderr)
    if version and int(version[1]) < JAVA:
        return f"Java 是 {version[1]}，Spark 需要 {JAVA}。{HOW_TO_JAVA}"
    return ""


@contextmanager
def session(master: str, rows: int) -> Iterator[SparkSession]:
    """A session on `master` for a lake of so many rows; DeliveryError in Chinese where none can be had."""
    reason = missing()
    if reason:
        raise DeliveryError(reason)
    hush()
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    running = SparkSession.getActiveSession()
    if running is not None:  # the caller's own; it ends it
        yield _set(running, rows)
        return
    maker = SparkSession.builder.master(master).appName("wushe-build")
    for name, value in (START | SETTINGS).items():
        maker = maker.config(name, value)
    try:
        started = maker.getOrCreate()
    except (PySparkException, Py4JError, OSError) as fault:
        raise DeliveryError(f"连不上 Spark（{master}）。", "请核对 --master 和主节点是否在运行。") from fault
    started.sparkContext.setLogLevel("ERROR")
    try:
        yield _set(started, rows)
    finally:
        started.stop()


def _set(spark: SparkSession, rows: int) -> SparkSession:
    for name, value in SETTINGS.items():
        if spark.conf.isModifiable(name):
            spark.conf.set(name, value)
    parts = max(spark.sparkContext.defaultParallelism, rows // ROWS_PER_TASK + 1)
    spark.conf.set("spark.sql.shuffle.partitions", str(parts))
    return spark


def hush() -> None:
    """PySpark warns of a pandas newer than it knows when it first looks for numpy; nothing here makes a frame of it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        import_module("pyspark.testing.utils")
