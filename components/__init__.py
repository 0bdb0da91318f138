"""Dash pieces that more than one page uses: shell, state, cards, chart frames, tables, notes."""
