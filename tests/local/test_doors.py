"""Functions loaded anew after an edit. In a process of its own: a reload takes the packages of ours out of this one."""

import os
import subprocess
import sys
from pathlib import Path

from samples import FULL_SITE, ROOT

EDITING = """
import json, logging, os, sys, threading
from pathlib import Path
from local.doors import Door

site, event, edits = Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text()), sys.argv[3:]
event["rawPath"] = event["requestContext"]["http"]["path"] = "/webmail"
logging.basicConfig(stream=sys.stdout, format="%(message)s", level=logging.INFO)
doors = [Door("webmail", one_at_a_time=True, also_watch=(site,)) for _ in range(2)]
for at, name in enumerate(edits):
    site.write_text(site.read_text().replace(*json.loads(name)))
    os.utime(site, (2e9 + at, 2e9 + at))
    threads = [threading.Thread(target=lambda door: print(door.call(event)["body"]), args=(door,)) for door in doors]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
"""


def edited(tmp_path: Path, *edits: str) -> str:
    """What two doors say and answer whose site.toml is edited, and which are then asked at the same moment."""
    site = tmp_path / "site.toml"
    site.write_text(FULL_SITE.read_text(encoding="utf-8"), encoding="utf-8")
    environ = os.environ | {
        "PYTHONPATH": os.pathsep.join(str(ROOT / folder) for folder in ("layers/portal", "infra")),
        "SITE": str(site),
        "TABLE_NAME": "news",
    }
    command = [sys.executable, "-c", EDITING, str(site), str(ROOT / "tests" / "events" / "page.json"), *edits]
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=True, timeout=60).stdout


def test_doors_that_load_anew_at_the_same_moment_do_not_trip_over_each_other(tmp_path: Path) -> None:
    said = edited(tmp_path, '["ZeelandNet", "WalcherenNet"]')

    assert said.count("webmail: loaded anew after an edit") == 2, said
    assert said.count('class="colophon-name">WalcherenNet') == 2


def test_an_edit_that_does_not_load_leaves_the_version_before(tmp_path: Path) -> None:
    said = edited(tmp_path, '["[[sections]]", "[[sections"]', '["[[sections", "[[sections]]"]')

    assert said.count("the edited files do not load; the version before stays") == 2
    assert said.count("webmail: loaded anew after an edit") == 2
    assert said.count("</html>") == 4
