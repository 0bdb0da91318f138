"""The report as a workbook: a sheet for each chapter, native charts beside their tables."""
