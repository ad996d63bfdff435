"""Reminders of doses and blood tests."""
