"""The documentation leads somewhere: links, commands, parameters and alarms that it names are there."""

import re
from pathlib import Path

import pytest

from local.template import ROOT, TEMPLATE, load
from portal.cli import create_parser

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


def anchors(page: Path) -> set[str]:
    """As GitHub makes them of headings."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_link_leads_to_something_that_is_there(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|mailto:)([^)\s]+)\)", page.read_text(encoding="utf-8")):
        path, _, anchor = target.partition("#")
        file = page.parent / path if path else page

        assert file.exists(), target
        assert not anchor or anchor in anchors(file), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_command_that_is_named_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    made = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    known = set(re.findall(r"^    ([a-z]+)(?:  |$)", create_parser().format_help(), re.MULTILINE))

    assert set(re.findall(r"`(?:\w+=\S+ )*make ([a-z0-9-]+)", text)) <= made
    assert set(re.findall(r"`(?:\.venv/bin/)?portal ([a-z]+)", text)) <= known


def test_every_question_of_a_guided_deployment_is_explained() -> None:
    page = (ROOT / "docs" / "deploying.md").read_text(encoding="utf-8")

    assert [name for name in load(TEMPLATE)["Parameters"] if f"{name}" not in page.split("## What it asks")[1]] == []


def test_every_doc_that_code_or_templates_name_is_there() -> None:
    files = [*ROOT.glob("*.yaml"), *(ROOT / "infra").rglob("*.y*ml"), *(ROOT / "layers").rglob("*.py")]
    named = {name for file in files for name in re.findall(r"docs/[\w-]+\.md", file.read_text(encoding="utf-8"))}

    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


RECKONED = {"costs.md", "scale.md"}
REASONS = {"decisions.md", "CHANGELOG.md"}
"""Prices as they were when something was decided for them."""
TOLD = [page for page in PAGES if page.name not in RECKONED | REASONS]


@pytest.mark.parametrize("page", TOLD, ids=lambda page: page.name)
def test_what_a_month_costs_is_said_on_the_page_that_is_reckoned_and_on_no_other(page: Path) -> None:
    """A sum beside it grows old: «about three dollars» outlived three releases."""
    text = page.read_text(encoding="utf-8")

    assert re.findall(r"\S+ dollars a month|\$\d[\d.]*", text) == []


def test_a_question_of_a_deployment_names_no_sum() -> None:
    asked = [*load(TEMPLATE)["Parameters"].values(), *load(ROOT / "infra" / "us-east-1.yaml")["Parameters"].values()]

    said = {str(one.get("Description", "")) for one in asked if "dollars" in str(one.get("Description", ""))}
    assert said == {load(TEMPLATE)["Parameters"]["MonthlyBudget"]["Description"]}
