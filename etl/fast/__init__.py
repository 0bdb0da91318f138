"""The fast way to read a table: column by column, in blocks; whatever it cannot read surely goes the tolerant way."""
