"""The report as a Word document: template, text, tables, native charts."""
