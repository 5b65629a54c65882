"""One scenario, one result: whatever mode, number of workers, and kind of kernel."""

from pathlib import Path

import pytest

from analysis import execution, scenario
from analysis.execution.sweeps import sweep
from analysis.execution.sweeps.store import result_path

pytestmark = pytest.mark.end_to_end

NOTEBOOK = "03_investment"


def test_every_way_to_do_a_case_leaves_the_same_bytes(tmp_path: Path):
    cases = [scenario.load("central", seed=seed, draws=1000) for seed in (1, 2)]
    executed = sweep(
        cases, tmp_path / "notebooks", mode="notebook", notebooks=[NOTEBOOK], pages=False, jobs=2
    )
    modelled = sweep(cases, tmp_path / "model", jobs=1)
    keys = modelled.cases["case"].tolist()
    assert executed.whole
    assert executed.cases["case"].tolist() == keys
    for key in keys:
        contents = [result_path(tmp_path / way, key).read_bytes() for way in ("notebooks", "model")]
        assert contents[0] == contents[1]
    cold = execution.run(cases[1], [NOTEBOOK], tmp_path / "runs", warm=False)
    swept = executed.folder / executed.cases["run"][1]
    for name in ("results.csv", "results.parquet", f"results/{NOTEBOOK}.csv"):
        assert (swept / name).read_bytes() == (cold.folder / name).read_bytes()
    pictures = {path.name: path.read_bytes() for path in (cold.folder / "figures").iterdir()}
    assert pictures
    assert {path.name: path.read_bytes() for path in (swept / "figures").iterdir()} == pictures
