"""Questions and their sourced answers."""
