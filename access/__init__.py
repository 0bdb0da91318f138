"""Who may come in, and what was done: accounts, sessions, the record of what happened. Knows no page and no table."""
