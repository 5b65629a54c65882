"""Which parameters a reader set, read from the cells executed so far."""

import math
from pathlib import Path

import nbformat
import papermill
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook

from analysis.scenario.notebook_cells import differs, literal_assignments, parameters_set

KNOWN: dict[str, object] = {"region": "RU-TOM", "as_of": 2016, "share": 0.65, "seed": 2020}
SETUP = "import analysis\nfrom analysis import scenario"
PARAMETERS = (
    "region = 'RU-TOM'  # code\nas_of = 2016  # year\nshare = 0.65  # fraction\nseed = 2020"
)
RUNNING = "case = from_parameters(**parameters_set(In, globals()))"


def explicit(*cells: str, now: dict[str, object] | None = None) -> dict[str, object]:
    """Run the literal cells, then ask; `now` are variables set elsewhere."""
    namespace: dict[str, object] = {}
    for cell in cells:
        if literal_assignments(cell) is not None:
            exec(cell, namespace)  # noqa: S102  (literal assignments of this file)
    namespace.update(now or {})
    return parameters_set(["", *cells], namespace, KNOWN)


def test_untouched_defaults_are_not_explicit() -> None:
    assert explicit(SETUP, PARAMETERS, RUNNING) == {}


def test_an_edited_parameter_is_explicit() -> None:
    edited = PARAMETERS.replace("0.65", "0.4")
    assert explicit(SETUP, edited, RUNNING) == {"share": 0.4}


def test_injected_names_are_explicit_even_at_their_default() -> None:
    injected = "# Parameters\nas_of = 2016\nshare = 0.4\n"
    assert explicit(SETUP, PARAMETERS, injected, RUNNING) == {"as_of": 2016, "share": 0.4}


def test_an_injected_name_and_an_edited_one() -> None:
    edited = PARAMETERS.replace("2020", "7")
    injected = "# Parameters\nshare = 0.4\n"
    assert explicit(SETUP, edited, injected, RUNNING) == {"share": 0.4, "seed": 7}


@pytest.mark.parametrize("heading", ["# Parameters\n", ""])
def test_unknown_names_are_kept_so_that_they_can_be_refused(heading: str) -> None:
    typo = f"{heading}shar = 0.4\n"
    assert explicit(SETUP, PARAMETERS, typo, RUNNING) == {"shar": 0.4}
    assert explicit(SETUP, PARAMETERS + "\nshar = 0.4", RUNNING) == {"shar": 0.4}


def test_values_papermill_can_inject() -> None:
    injected = (
        "# Parameters\na = -1\nb = float('nan')\nc = [1, float('-inf')]\nd = None\ne = False\n"
        'f = {"k": \'v\'}\ng = "text with = and # inside"\nh = 1.5e-05\n'
    )
    found = explicit(SETUP, PARAMETERS, injected, RUNNING)
    assert math.isnan(found.pop("b"))  # type: ignore[arg-type]
    assert found == {
        "a": -1,
        "c": [1, -math.inf],
        "d": None,
        "e": False,
        "f": {"k": "v"},
        "g": "text with = and # inside",
        "h": 1.5e-05,
    }


def test_running_the_derived_cell_again_looks_at_the_variables() -> None:
    again = (SETUP, PARAMETERS.replace("2016", "2014"), RUNNING, "case.horizon", RUNNING)
    assert explicit(*again) == {"as_of": 2014}


def test_variables_that_are_no_parameters_are_ignored_then() -> None:
    assert explicit(SETUP, RUNNING, now={"case": 1, "seed": 2020, "share": 1.3}) == {"share": 1.3}


def test_an_object_in_the_place_of_a_parameter_is_handed_on() -> None:
    thing = object()
    assert explicit(SETUP, RUNNING, now={"region": thing}) == {"region": thing}


def test_a_typo_corrected_and_run_again_does_not_linger() -> None:
    wrong = PARAMETERS.replace("share", "shar")
    assert explicit(SETUP, PARAMETERS + "\nshar = 0.4", PARAMETERS, RUNNING) == {}
    assert explicit(SETUP, "# Parameters\nshar = 1", "# Parameters\nshare = 1", RUNNING) == {
        "share": 1
    }
    assert explicit(SETUP, wrong, RUNNING, PARAMETERS, RUNNING) == {}


def test_parameters_run_after_the_injected_cell_decide() -> None:
    injected = "# Parameters\nshare = 0.4\n"
    assert explicit(SETUP, PARAMETERS, injected, PARAMETERS, RUNNING) == {}


def test_a_cell_of_overrides_behind_the_parameters_counts() -> None:
    edited = PARAMETERS.replace("2020", "7")
    assert explicit(SETUP, edited, "share = 0.4", RUNNING) == {"seed": 7, "share": 0.4}


def test_comments_between_do_not_interrupt() -> None:
    injected = "# Parameters\nshare = 0.4\n"
    assert explicit(SETUP, PARAMETERS, injected, "# nothing", RUNNING) == {"share": 0.4}


@pytest.mark.parametrize("cell", ["%timeit x", "!ls", "x = (", "\0", "region = f()", "a, b = 1, 2"])
def test_other_cells_end_the_search(cell: str) -> None:
    assert literal_assignments(cell) is None
    namespace: dict[str, object] = {"share": 0.4}
    assert parameters_set(["", "shar = 1", cell, RUNNING], namespace, KNOWN) == {"share": 0.4}


def test_a_kernel_that_does_not_record_the_running_cell() -> None:
    cells = ["", SETUP, PARAMETERS, "# Parameters\nas_of = 2016"]
    namespace = {**KNOWN, "as_of": 2016}
    assert parameters_set(cells, namespace, KNOWN) == {"as_of": 2016}
    assert parameters_set([""], {**KNOWN, "seed": 7}, KNOWN) == {"seed": 7}
    assert parameters_set([], {}, KNOWN) == {}


@pytest.mark.parametrize(
    ("value", "default", "expected"),
    [
        (1, 1.0, False),
        (True, 1, True),
        (0, False, True),
        (True, True, False),
        ("1", 1, True),
        (None, 0, True),
        (None, None, False),
        (math.nan, math.nan, False),
        (0.4, 0.65, True),
        ([1], [1], False),
    ],
)
def test_values_are_compared_by_type_and_number(
    value: object, default: object, *, expected: bool
) -> None:
    assert differs(value, default) is expected


plain = st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False)


@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), plain | st.lists(plain, max_size=3)))
def test_whatever_papermill_writes_is_read_back(values: dict[str, object]) -> None:
    source = papermill.translators.PythonTranslator.codify(values)
    assert list(literal_assignments(source) or {}) == list(values)


@given(st.text(max_size=40))
def test_any_text_in_the_history_is_survived(text: str) -> None:
    parameters_set(["", text, PARAMETERS, RUNNING], dict(KNOWN), KNOWN)
    parameters_set(["", PARAMETERS, text, RUNNING], dict(KNOWN), KNOWN)


@pytest.mark.end_to_end
def test_in_a_real_kernel_under_papermill(tmp_path: Path) -> None:
    answer = (
        "from analysis.scenario.notebook_cells import parameters_set\n"
        f"print(parameters_set(In, globals(), {KNOWN!r}))"
    )
    cells = [
        new_code_cell("import math"),
        new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}),
        new_code_cell(answer),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), tmp_path / "a.ipynb")
    executed = papermill.execute_notebook(
        tmp_path / "a.ipynb",
        tmp_path / "b.ipynb",
        parameters={"share": -1.5, "as_of": 2016, "shar": True, "region": "RU-NVS"},
        progress_bar=False,
    )
    expected = {"region": "RU-NVS", "as_of": 2016, "share": -1.5, "shar": True}
    assert executed.cells[-1].outputs[0].text.strip() == repr(expected)
