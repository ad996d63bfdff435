"""Proofs of meet-ups: while the bot is killed, under a rush of answers, and when two want the last seat at once."""
