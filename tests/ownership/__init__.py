"""Whose things are whose: uploads, exports, views, decisions, targets and frozen reports of people with accounts."""
