"""`python -m bench.neighbours --ours URL --ghost URL --wagtail URL`: measures each, side by side, writes neighbours.md.

It takes some twenty minutes. How the three are set up is in the page that it writes, in the words of page.md.
"""

import argparse
import json
import os
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from statistics import median
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from bench.neighbours import contrast, keyboard, scriptless, slow, wire
from bench.neighbours.articles import paragraphs, sample
from bench.neighbours.page import PAGE, Measured, Scores, page
from bench.neighbours.sites import Site, names, sites
from local.doors import ROOT

ARTICLE = 10
"""The tenth newest: with newer and older ones around it."""
LIGHTHOUSE_ROUNDS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in names():
        parser.add_argument(f"--{name}", metavar="URL")
    given = {name.replace("_", "-"): url.rstrip("/") for name, url in vars(parser.parse_args()).items() if url}
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or parser.error("there is no Chromium")
    one = sample(datetime.now(UTC))[ARTICLE]
    asked = sites(given, one.slug)
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        measured = measure(browser, asked, paragraphs(one))
        version = browser.version
        browser.close()
    load = os.getloadavg()[2]
    PAGE.write_text(page(measured, {}, chromium=version, load=load), encoding="utf-8")
    print("lighthouse …", flush=True)
    PAGE.write_text(page(measured, lighthouse(chromium, asked), chromium=version, load=load), encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))


def measure(browser: Browser, asked: Sequence[Site], texts: Sequence[str]) -> list[Measured]:
    """What Chromium shows of each site; `texts`: the article's paragraphs."""
    waits = []
    for slowdown in slow.SLOWDOWNS:
        print(f"slow phone, processor / {slowdown} …", flush=True)
        waits.append(slow.measure(browser, asked, texts[-1], slowdown=slowdown))
    measured = []
    for number, site in enumerate(asked):
        print(f"{site.label} …", flush=True)
        measured.append(
            Measured(
                site=site,
                weights={name: wire.measure(browser, site, url) for name, url in site.pages.items()},
                found={name: contrast.measure(browser, site, url) for name, url in site.pages.items()},
                way=keyboard.measure(browser, site),
                read=scriptless.measure(browser, site, texts),
                waited=[of_sites[number] for of_sites in waits],
            )
        )
    return measured


def lighthouse(chromium: str, asked: Sequence[Site]) -> dict[tuple[str, str], Scores]:
    """Medians of each page by the site's label and the page's name, with Lighthouse's own phone, in turns.

    A run in which Lighthouse saw nothing painted, as on a machine that is too busy, does not count.
    """
    quality = ROOT / "tests" / "quality"
    pages = [(site.label, name, url) for site in asked for name, url in site.pages.items()] * LIGHTHOUSE_ROUNDS
    command = ["node", str(quality / "lighthouse.mjs"), chromium, *(url for _, _, url in pages)]
    reports = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    grouped: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for (label, name, _), report in zip(pages, reports, strict=True):
        if "paint" in report:
            grouped[label, name].append(report)
    return {key: _median(group) for key, group in grouped.items()}


def _median(reports: Sequence[dict[str, Any]]) -> Scores:
    categories = reports[0]["scores"]
    return Scores(
        scores={name: round(median(one["scores"][name] for one in reports)) for name in categories},
        failed=sorted({rule for one in reports for rules in one["failed"].values() for rule in rules}),
        paint=median(one["paint"] for one in reports),
        blocked=median(one["blocked"] for one in reports),
    )


if __name__ == "__main__":
    main()
