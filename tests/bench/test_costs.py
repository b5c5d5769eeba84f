"""docs/costs.md and docs/scale.md follow from what was measured, what is deployed and the prices."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from bench.assumed import ASSUMED, HOURS, MONTH
from bench.costs import Load, load_prices, misses, seen_in
from bench.costs_page import BY_CHOICE, GROUPS, IDLE, PAGE, page
from bench.deployed import STAGES
from bench.month import amounts, levels, lines
from bench.units import FILE, Units, too_busy

from bench import month, scale
from portal.search import merge_policy

UNITS = Units.from_json(FILE.read_text(encoding="utf-8"))
PRICES = load_prices()
ROLLOUT = 3
"""Alarms that prod alone has, ten cents each: they take back a bad release, and an account's free ten are used up."""


def test_the_page_is_what_units_templates_and_prices_make_of_it() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(UNITS, PRICES), "run `make costs`"


def test_the_page_on_scale_is_what_units_and_template_make_of_it() -> None:
    assert scale.PAGE.read_text(encoding="utf-8") == scale.page(UNITS), "run `make costs`"


@pytest.mark.parametrize("stage", STAGES)
def test_a_site_of_ten_feeds_without_a_reader_costs_five_dollars_at_most(stage: str) -> None:
    assert PRICES.sum(amounts(UNITS, IDLE[stage])) <= 5
    assert PRICES.sum(amounts(UNITS, replace(IDLE[stage], months=12))) <= 5


@pytest.mark.parametrize(("stage", "beyond"), [("dev", 0), ("prod", ROLLOUT)])
def test_after_what_is_free_a_dollar_is_enough_but_for_the_alarms_of_a_rollout(stage: str, beyond: int) -> None:
    after = PRICES.sum(amounts(UNITS, IDLE[stage]), free=True)

    assert after <= 1 + beyond * PRICES.price["alarms"]


def test_a_change_of_an_article_reads_no_more_than_a_small_segment() -> None:
    """Half a unit for each article in the segment that is made anew, and a few for the manifest and the marks."""
    assert UNITS.indexed.reads <= merge_policy.OPEN_UNTIL / 4 + 6
    assert UNITS.index.reads <= 2


def test_everything_that_is_billed_has_a_price_and_is_shown() -> None:
    billed = amounts(UNITS, Load(views=1, feeds=1)).keys()

    assert billed | set(BY_CHOICE) == PRICES.price.keys()
    assert sorted(name for names in GROUPS.values() for name in names) == sorted(billed)


def test_the_idle_page_names_every_price_that_something_is_paid_for() -> None:
    text = page(UNITS, PRICES).partition("## Idle")[2].partition("\n## ")[0]

    for stage in STAGES:
        for name, amount in amounts(UNITS, IDLE[stage]).items():
            assert (f"| {name} |" in text) == bool(amount or amounts(UNITS, IDLE["prod"])[name]), name


def test_a_later_month_is_dearer_by_what_is_kept_and_by_merging_it() -> None:
    first, later = (amounts(UNITS, replace(IDLE["prod"], months=months)) for months in (1, 12))

    dearer = {name for name in first if later[name] > first[name] * 1.05}
    assert dearer == {"stored_bytes", "backed_up_bytes", "object_bytes"}


def test_nothing_is_free_of_what_is_beyond_what_is_free() -> None:
    bill = PRICES.bill({"queue_requests": 3_000_000, "dashboards": 4, "web_acls": 1}, free=True)

    assert bill == {"queue_requests": pytest.approx(0.8), "dashboards": 3.0, "web_acls": 5.0}


def test_a_cache_asks_never_more_than_readers_do_and_never_more_than_once_a_time_to_live() -> None:
    asked = [misses(views, 60, 10) for views in (10, 10**4, 10**6, 10**9)]

    assert asked[0] == pytest.approx(10, rel=1e-4)
    assert all(less < more for less, more in pairwise(asked))
    assert asked[-1] < 10 * ASSUMED.caches * MONTH / 60


def test_a_metric_is_paid_for_in_the_hours_in_which_something_is_sent() -> None:
    assert seen_in(0, HOURS) == 0
    assert seen_in(1, HOURS) == pytest.approx(1 / HOURS, rel=1e-3)
    assert seen_in(10 * HOURS, HOURS) == pytest.approx(1, abs=1e-4)


def _asked(views: int) -> dict[str, float]:
    found = (line for line in lines(UNITS, Load(views=views, feeds=0)) if line.what == "/actueel.json of open lists")
    return {line.price: line.amount for line in found}


def test_an_open_list_asks_as_often_as_its_script_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script = tmp_path / "fresh.js"
    usual = _asked(1000)
    monkeypatch.setattr(month, "FRESH", script)
    script.write_text("setInterval(ask, 30000);", encoding="utf-8")

    assert _asked(1000) == {price: pytest.approx(2 * amount) for price, amount in usual.items()}

    script.write_text("navigator.connection", encoding="utf-8")
    with pytest.raises(ValueError, match="how often"):
        _asked(1000)


def test_an_article_is_indexed_again_once_a_tier() -> None:
    tier = merge_policy.OPEN_UNTIL * merge_policy.TOGETHER**2

    assert levels(0) == levels(merge_policy.OPEN_UNTIL) == 0
    assert levels(tier) == pytest.approx(2)
    assert levels(10**9) == levels(merge_policy.LARGEST)


def test_a_batch_waits_for_its_slowest_and_more_executions_help() -> None:
    few, many = scale.Wire(pollers=10, batch=5), scale.Wire(pollers=40, batch=5)

    assert few.busy(50, dead=0.0) == pytest.approx(0.35)
    assert few.busy(50, dead=1.0) == pytest.approx(20.05)
    assert many.busy(2000, dead=0.05) < few.busy(2000, dead=0.05) / 3


@pytest.mark.parametrize(
    ("load", "cores", "busy"),
    [
        ((0.1, 1.2), 2, False),
        ((0.9, 2.0), 2, False),
        ((1.1, 1.2), 2, True),
        ((0.1, 2.1), 2, True),
        ((3.0, 3.0), 8, False),
    ],
)
def test_a_machine_is_busy_when_others_want_more_than_half_of_it(
    load: tuple[float, float], cores: int, busy: bool
) -> None:
    assert too_busy(load, cores) is busy


def test_both_pages_say_how_busy_the_machine_was() -> None:
    said = f"measured at load {UNITS.load[0]:.1f} to {UNITS.load[1]:.1f} on {UNITS.cores} cores"

    assert said in page(UNITS, PRICES)
    assert said in scale.page(UNITS)
