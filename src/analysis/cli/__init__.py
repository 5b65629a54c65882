"""The command line: `tomsk2020`, which is the same as `python -m analysis`."""

from analysis.cli.application import app, main

__all__ = ["app", "main"]
