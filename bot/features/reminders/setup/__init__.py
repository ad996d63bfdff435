"""The dialogue in which a person sets up one plan, step by step."""
