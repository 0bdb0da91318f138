"""Who may come in and open what, on the real server: the gate, logging in, sessions, tokens."""
