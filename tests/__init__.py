"""All tests. They run side by side, so that each process does its sums in one thread: more only wait for each other."""

from bot.core.process import settle_process

settle_process()
