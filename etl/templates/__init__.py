"""Empty workbooks to fill in: one per record type, made from the record types themselves."""

from etl.templates.writing import template_name, write_template, write_templates

__all__ = ["template_name", "write_template", "write_templates"]
