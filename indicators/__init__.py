"""Indicators: small data files in, numbers with numerator, denominator and reason out.

Nothing here imports Dash or the ETL; the warehouse file is the only thing shared with either.
"""
