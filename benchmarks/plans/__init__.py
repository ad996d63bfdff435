"""Speed and size of reminders: a million plans."""
