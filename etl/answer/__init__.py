"""What goes back to a clerk: the delivered workbook with its faults marked, and what to do about each."""

from etl.answer.marked import marked_name, write_marked_copy

__all__ = ["marked_name", "write_marked_copy"]
