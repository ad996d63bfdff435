"""Tests of meet-ups."""
