"""Values as people write them, brought to one form; nothing here reads files or knows record types."""
