"""What a person does with their reminders once they are set up: looks, changes, pauses, stops."""
