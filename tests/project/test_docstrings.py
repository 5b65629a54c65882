"""Everything the package offers its users explains each parameter and what it returns."""

import importlib
import inspect
import pkgutil

import pytest
from numpydoc.validate import validate

import analysis

# What the linter cannot know without importing: a promise is what a part of the package exports,
# and for the models what each module does, since users call `models.baseline.forecast`.
# PR01 undocumented parameter, PR02 documented but absent, RT01 nothing said about the result.
PROMISED = {"PR01", "PR02", "RT01"}


def offered() -> list[str]:
    parts = [
        module.name
        for module in pkgutil.walk_packages(analysis.__path__, "analysis.")
        if (module.ispkg and module.name.count(".") == 1) or ".models." in module.name
    ]
    functions = set()
    for part in parts:
        module = importlib.import_module(part)
        for name in getattr(module, "__all__", ()):
            thing = getattr(module, name)
            if inspect.isfunction(thing):
                functions.add(f"{thing.__module__}.{thing.__qualname__}")
    return sorted(functions)


@pytest.mark.parametrize("function", offered())
def test_is_documented_in_full(function: str) -> None:
    problems = [text for text in validate(function)["errors"] if text[0] in PROMISED]
    assert not problems, f"{function}: {problems}"
