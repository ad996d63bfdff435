"""Proofs of reminders: a month of many people, kills, a busy morning, and how punctual they are."""
