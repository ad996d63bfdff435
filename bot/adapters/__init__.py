"""Chat platforms, each with a gateway, a pure renderer and its permissions."""
