"""Many scenarios in one go: nothing lost, nothing done twice.

`cases` lays out what to do (scenario files, a grid, a sample), `plan` gives each case a key made of
all that can change its results, `sweep` keeps what is done and has the rest done. A folder holds

* ``results/shard=xx/<key>.parquet``: tidy results of a case, the same bytes whoever made them and
  in whatever mode;
* ``runs/<mode and notebooks>/<key>/``: in notebook mode, the case's run folder with its checksums;
  ``failed/...``: what was executed of one that failed;
* ``journal/*.jsonl``: how each case ended, with the digest of its file, one journal a sweep;
* ``cases.csv`` and ``cases.parquet``: one row a case of the last sweep, with what varies;
* ``manifest.json``: what all cases share: parameters, input files, package;
* ``.claims`` and ``.desks``: who works on what just now, and unfinished files.

With a scheduler a dask cluster does the cases (`cluster` here, `cluster_desk` on a dask worker).

A case is done when a journal says so and its files still have their digests; everything else
follows from the files, so there is nothing to repair after a kill.
"""

from analysis.execution.sweeps.cases import Case, Cases, as_cases, sweep_cases
from analysis.execution.sweeps.journal import Ending, Status
from analysis.execution.sweeps.sampling import Sample, Sampler
from analysis.execution.sweeps.sweep import Progress, Sweep, sweep

__all__ = [
    "Case",
    "Cases",
    "Ending",
    "Progress",
    "Sample",
    "Sampler",
    "Status",
    "Sweep",
    "as_cases",
    "sweep",
    "sweep_cases",
]
