"""Speed and size, measured by hand: `python3 run.py bench`."""
