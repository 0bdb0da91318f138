"""Names that stand in another table: looked up for the rows that are shown, never for every row that is counted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Join:
    """A small table that names what a row points to: `record.<column>` = `<table>.<key>`, which is unique there."""

    alias: str
    table: str
    key: str
    column: str
    only: str = "TRUE"

    @property
    def clause(self) -> str:
        """The LEFT JOIN that brings the names to the rows."""
        return self.named(f'record."{self.column}"')

    def named(self, value: str) -> str:
        """The LEFT JOIN that brings the names to any value that points to them."""
        return (
            f'LEFT JOIN (SELECT * FROM "{self.table}" WHERE {self.only}) AS {self.alias} '
            f'ON {self.alias}."{self.key}" = {value}'
        )

    def keys_where(self, condition: str) -> str:
        """The SELECT of the keys of the named things that meet a condition on `<alias>.…`."""
        return f'SELECT "{self.key}" FROM "{self.table}" AS {self.alias} WHERE {self.only} AND ({condition})'

    def ranked(self, expression: str, record_table: str) -> str:
        """The LEFT JOIN that brings the place of each name in the order of 拼音 as `<alias>_order.place`."""
        place = f"dense_rank() OVER (ORDER BY {expression} COLLATE zh, {expression}) AS place"
        there = f'"{self.key}" IN (SELECT "{self.column}" FROM "{record_table}")'
        return (
            f'LEFT JOIN (SELECT "{self.key}" AS key, {place} FROM "{self.table}" AS {self.alias} '
            f"WHERE {self.only} AND {expression} IS NOT NULL AND {there}) AS {self.order_alias(expression)} "
            f'ON {self.order_alias(expression)}.key = record."{self.column}"'
        )

    def order_alias(self, expression: str) -> str:
        """What the places are called, one for each name of the same table."""
        return f"{expression.replace('.', '_')}_order"


def area_of(column: str) -> Join:
    """The area a column names."""
    return Join("area", "areas", "area_code", column, "is_canonical")


def organization_of(column: str) -> Join:
    """The organisation a column names."""
    return Join("organization", "organizations", "org_id", column)


def hub_of(column: str) -> Join:
    """The hub a column names."""
    return Join("hub", "hubs", "hub_id", column)


def file_of(column: str) -> Join:
    """The delivery a column names."""
    return Join("file", "deliveries", "delivery", column)


def type_of(column: str) -> Join:
    """The kind of record a column names."""
    return Join("described", "record_types", "type", column)
