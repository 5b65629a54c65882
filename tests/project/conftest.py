"""A scratch clone of the project that is ready to use without installing anything."""

import shutil
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from tools.machine_paths import project_files
from tools.set_up_state import write_stamp

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


def borrow_packages(clone: Path) -> None:
    """Give a clone a `.venv` of its own that sees this one's packages and the clone's source."""
    folder = clone / ".venv"
    venv.create(folder, symlinks=True)
    site_packages = next(folder.glob("lib/python*/site-packages"))
    # The clone's source first: a .pth file appends in the order of its lines, and .pth files of a
    # folder that was itself appended are not read, so this project's editable install stays out.
    (site_packages / "borrowed.pth").write_text(
        f"{clone / 'src'}\n{sysconfig.get_paths()['purelib']}\n", encoding="utf-8"
    )
    for script in Path(sys.prefix, "bin").iterdir():
        copy = folder / "bin" / script.name
        if not copy.exists() and script.is_file() and not script.name.startswith("activate"):
            copy.write_text(
                f'#!/bin/sh\nexec "{folder}/bin/python" "{script}" "$@"\n', encoding="utf-8"
            )
            copy.chmod(0o755)
    for shared in ("etc", "share"):  # templates and extensions of Jupyter
        (folder / shared).symlink_to(Path(sys.prefix, shared))
    write_stamp(clone)


@pytest.fixture(scope="session")
def scratch_clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the files under version control, in a folder with a blank and an accent."""
    clone = tmp_path_factory.mktemp("a clôné ") / "tomsk 2020"
    for path in project_files(ROOT):
        copy = clone / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, copy)
    borrow_packages(clone)
    return clone
