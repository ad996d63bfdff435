"""Carers: those whom a person lets know when a reminder stays without an answer."""
