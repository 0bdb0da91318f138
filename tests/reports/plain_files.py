"""A kind of file that is quick to write: a report as text, for tests of everything around the files."""

from typing import BinaryIO

from reports.content import Report
from reports.kept_json import to_text

REFUSED: set[str] = set()  # subjects whose file cannot be written


def write(report: Report, target: BinaryIO) -> None:
    """The report's text, the same for the same report."""
    if report.subject in REFUSED:
        raise RuntimeError(report.subject)
    target.write(to_text(report).encode("utf-8"))
