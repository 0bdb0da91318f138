"""The forms tables come in: text files and workbooks, and where in them the table lies."""
