"""All tests. They run side by side, so that each process does its sums in one thread: more only wait for each other."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
