"""Reports that stay as they were: kept, listed, brought back byte for byte."""
