"""The safety screen: danger first, on every route."""
