"""Speed and size of Matinee, measured: ``python -m benchmarks`` or ``make bench``.

Nothing here passes or fails: a figure beside its target, and a ratio wherever there is something to hold it
against in the same run.
"""
