"""Loaded by the dask workers of a test: there too sweeps are of one state of package and data."""

from collections.abc import Iterable
from dataclasses import replace

import stand_in  # beside this file; dask workers find it by PYTHONPATH

from analysis.execution.manifest import Ingredients
from analysis.execution.notebook_files import SourceNotebook
from analysis.execution.sweeps import cluster_terms


def _gather(sources: Iterable[SourceNotebook], *_: object) -> Ingredients:
    return replace(stand_in.MADE_OF, notebooks={each.name: each.code_sha256 for each in sources})


cluster_terms.gather = _gather
