"""Loaded by the dask workers of a test: there too sweeps are of one state of package and data."""

import stand_in

from analysis.execution.sweeps import cluster_terms

cluster_terms.gather = lambda *_: stand_in.MADE_OF
