"""Makes sure a Chromium is there for the browser tests: installs Debian's where it can, otherwise says what to do."""

import os
import shutil
import subprocess
import sys


def find_chromium() -> str | None:
    """Path of a Chromium this machine has ($CHROMIUM wins), or None."""
    wanted = os.environ.get("CHROMIUM")
    if wanted:
        return wanted if os.path.exists(wanted) else None
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        if path := shutil.which(name):
            return path
    return None


def main() -> int:
    if find_chromium():
        return 0
    if shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium", "fonts-noto-cjk"], check=False)
        if find_chromium():
            return 0
    print("没有找到 Chromium，浏览器测试无法进行。请运行：sudo apt-get install chromium fonts-noto-cjk，"
          "或用环境变量 CHROMIUM 指出浏览器的路径。", file=sys.stderr)
    return 1 if os.environ.get("CI") else 0


if __name__ == "__main__":
    sys.exit(main())
