"""All tests. They run side by side, so that each process does its sums in one thread: more only wait for each other."""

from bot.core.blas import settle_blas

settle_blas()
