"""The way in: who may open what, the one gate before everything, the pages of logging in. Knows no page's content."""
