"""Meet-ups: one announcement in many groups, and one list of who comes."""
