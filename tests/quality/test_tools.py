"""A tool that is not there is told: as a test that was not run at a desk, as a failure where all of them have to be."""

import os

import pytest
from _pytest.outcomes import Failed, Skipped

from quality import tools
from samples import ROOT


@pytest.mark.parametrize(("asked", "outcome"), [("", Skipped), ("required", Failed)])
@pytest.mark.parametrize("tool", [tools.java, tools.hunspell, tools.node])
def test_a_missing_tool_is_told_with_the_way_to_get_it(
    monkeypatch: pytest.MonkeyPatch, tool: object, asked: str, outcome: type[BaseException]
) -> None:
    monkeypatch.setenv("PATH", os.devnull)
    monkeypatch.setenv("QUALITY", asked)

    with pytest.raises(outcome, match="apt-get install"):
        tool()  # type: ignore[operator]  # a function of tools.py


def test_make_hands_on_that_all_of_them_are_required() -> None:
    done = tools.run(
        "make", "--eval", "asked: ; @echo $$QUALITY", "asked", environment={"QUALITY": "required"}, cwd=ROOT
    )

    assert done.stdout.strip() == "required"
