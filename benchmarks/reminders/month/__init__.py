"""A month of many simulated people in fast time, with an account of every message by somebody who knows them all."""
