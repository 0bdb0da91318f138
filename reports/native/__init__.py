"""Charts the office programs draw themselves: their XML and the workbook inside."""
