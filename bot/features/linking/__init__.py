"""One person in two apps: accounts are linked by a one-time code, and can be parted again."""
