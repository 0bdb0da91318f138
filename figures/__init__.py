"""Rows in, figure out: every picture is a plain dict for plotly.js. No Dash, no SQL, no plotly at run time."""
