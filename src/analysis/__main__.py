"""Run the command line with `python -m analysis`."""

from analysis.cli import main

main()
