"""Delivered records as rows: which columns there are, which rows are asked for, and files made of them.

One filter language for the 数据明细 page and the HTTP API; personal columns do not exist here.
"""
