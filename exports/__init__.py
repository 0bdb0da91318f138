"""Files that leave the house: rows as CSV, workbook or Parquet, written the same way wherever they come from."""
