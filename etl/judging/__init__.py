"""Judging a table: which heading is which column, what each cell says, which rows break a rule."""
