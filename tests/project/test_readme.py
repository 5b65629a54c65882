"""Every command of README.md does what it says, in a clone of its own.

Blocks fenced as ``bash`` are commands and are run as one script each, from the top of a scratch
clone, one after another, so a later block may use what an earlier one made. Blocks fenced as
``console``, ``text`` or ``python`` are for reading. Commands that cannot end or that would start
this very test again are replaced by make's own dry run; those that fetch are left out.
"""

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
REPLACED = {
    r"^make lab\b": "make --dry-run lab",  # a server, never ends
    r"^make test(-portable|-unit)?\b": r"make --dry-run test\1",  # this test is part of it
    # The first run is whole; of later ones one notebook shows that the options reach it.
    r"^make run (SCENARIO|SET)=": r"make run NOTEBOOKS=01_evidence \1=",
    r"^git clone .*$": ":",  # the scratch clone stands for it
    r"^cd tomsk2020\s*$": ":",
    r"^conda .*$": ":",  # environment.yml has a test of its own
    r"^gh workflow .*$": ":",  # the workflow has a test of its own
}


def bash_blocks(markdown: str) -> list[str]:
    return re.findall(r"^```bash\n(.*?)^```$", markdown, re.MULTILINE | re.DOTALL)


def as_run(block: str) -> str:
    for pattern, replacement in REPLACED.items():
        block = re.sub(pattern, replacement, block, flags=re.MULTILINE)
    return block


def test_blocks_are_told_apart() -> None:
    markdown = "x\n```bash\nmake run\n```\n\n```console\nrm -rf .\n```\n```bash\na\nb\n```\n"
    assert bash_blocks(markdown) == ["make run\n", "a\nb\n"]


def test_commands_without_end_are_replaced_and_no_others() -> None:
    assert as_run("make lab\nmake test\nmake test-unit\nmake run\nmake verify\n") == (
        "make --dry-run lab\nmake --dry-run test\nmake --dry-run test-unit\nmake run\nmake verify\n"
    )
    assert as_run("make run SET='a=1'\n") == "make run NOTEBOOKS=01_evidence SET='a=1'\n"


@pytest.mark.end_to_end
def test_every_command_of_the_readme_works(scratch_clone: Path) -> None:
    blocks = bash_blocks((ROOT / "README.md").read_text(encoding="utf-8"))
    assert blocks, "README.md shows no command"
    environment = {**os.environ, "PATH": f"{scratch_clone / '.venv' / 'bin'}:{os.environ['PATH']}"}
    # make hands its variables to its children, and this test may run under make.
    for name in [name for name in environment if name.startswith(("MAKE", "RUN_", "TEST_"))]:
        del environment[name]
    for block in blocks:
        ran = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", as_run(block)],
            cwd=scratch_clone, env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        )  # fmt: skip
        assert ran.returncode == 0, f"{block}\n{ran.stdout[-3000:]}"
