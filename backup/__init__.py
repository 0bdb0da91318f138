"""Everything people brought or decided, in one file that can be checked, and put back."""
