"""Makes sure that a test can build on Spark: installs PySpark where there is Java 17, otherwise says what to do."""

import importlib
import os
import subprocess
import sys
from pathlib import Path

from etl.spark.session import lacks_java, missing

LIST = Path(__file__).resolve().parents[2] / "requirements-spark.txt"


def main() -> int:
    reason = lacks_java()
    if not reason:
        if missing():
            print("正在准备 Spark 的测试（PySpark，四百多 MB，只在第一次）……", flush=True)
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        subprocess.run([*pip, "--requirement", str(LIST)], check=False)
        importlib.invalidate_caches()
        reason = missing()
    if not reason:
        return 0
    print(f"Spark 的测试无法进行。{reason}", file=sys.stderr)
    return 1 if os.environ.get("CI") else 0


if __name__ == "__main__":
    sys.exit(main())
