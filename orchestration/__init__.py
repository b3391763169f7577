"""Runs the warehouse: loading, building, checking and publishing, with Dagster around it."""

import os

# Fits work on small matrices: threads of the library for linear algebra would wait for each other
# longer than they work (three times the processor time), and their number decide the last digits.
for _library in ("OPENBLAS", "OMP", "MKL"):
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")
