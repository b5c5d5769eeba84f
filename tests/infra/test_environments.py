"""The environments of development: made beside the one that is there, whole or not at all, by one at a time."""

import os
import subprocess
import sys
import threading
import venv
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from build import environments
from build.environments import SetupError, renew

SCRIPT = "#!{python}\nimport sys\nprint({number}, sys.prefix)\n"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where an environment goes, with the lock that it is made from beside it."""
    monkeypatch.setattr(environments, "LOG", tmp_path / ".local" / "setup.log")
    (tmp_path / "lock.txt").touch()
    return tmp_path / "met spatie" / ".venv-proef"


def maker(number: int) -> Callable[[Path], None]:
    """Makes an environment with a script, as pip and uv do: it names its interpreter by the path that it has then."""

    def make(new: Path) -> None:
        venv.create(new)
        hello = new / "bin" / "hello"
        hello.write_text(SCRIPT.format(python=new / "bin" / "python", number=number))
        hello.chmod(0o755)

    return make


def fail(new: Path) -> None:
    maker(0)(new)
    raise SetupError("No matching distribution found for uv==0.13.9")


def renewed(place: Path, make: Callable[[Path], None], said: list[str]) -> bool:
    place.parent.mkdir(exist_ok=True)
    return renew(place, [place.parents[1] / "lock.txt"], make, what="een proef", say=said.append)


def age(place: Path) -> None:
    """As after a merge that brought another lock."""
    newer = (place / "ready").stat().st_mtime + 1
    os.utime(place.parents[1] / "lock.txt", (newer, newer))


def hello(place: Path) -> list[str]:
    """What the script says: which environment it is of, and where that lies. By the interpreter that it names."""
    first = (place / "bin" / "hello").read_text().splitlines()[0].removeprefix("#!")
    done = subprocess.run([first, str(place / "bin" / "hello")], capture_output=True, text=True, check=True)
    return done.stdout.split(maxsplit=1)


def test_one_that_is_whole_takes_the_place_of_the_one_before(place: Path) -> None:
    said: list[str] = []

    for number in (1, 2):
        assert renewed(place, maker(number), said)
        assert hello(place) == [str(number), f"{place}\n"]
        age(place)

    assert said == ["setup: een proef"] * 2
    assert sorted(path.name for path in place.parent.iterdir()) == [".venv-proef"]


def test_one_that_is_newer_than_its_lock_stays(place: Path) -> None:
    renewed(place, maker(1), [])

    said: list[str] = []
    assert renewed(place, fail, said)
    assert said == []


def test_a_lock_that_cannot_be_installed_leaves_the_one_before(place: Path) -> None:
    renewed(place, maker(1), [])
    age(place)

    said: list[str] = []
    assert not renewed(place, fail, said)

    assert hello(place)[0] == "1"
    (_, words) = said
    assert "No matching distribution found for uv==0.13.9; .venv-proef stays as it was" in words
    assert not renewed(place, fail, [])
    assert renewed(place, maker(2), [])
    assert hello(place)[0] == "2"


def test_a_first_one_that_fails_leaves_nothing(place: Path) -> None:
    said: list[str] = []
    assert not renewed(place, fail, said)

    assert list(place.parent.iterdir()) == []
    assert "stays as it was" not in said[-1]


@pytest.mark.parametrize("left", [".venv-proef.new", ".venv-proef.old"])
def test_who_was_broken_off_leaves_nothing_in_the_way(place: Path, left: str) -> None:
    renewed(place, maker(1), [])
    maker(9)(place.with_name(left))
    age(place)

    assert renewed(place, maker(2), [])
    assert hello(place)[0] == "2"
    assert [path.name for path in place.parent.iterdir()] == [".venv-proef"]


def test_who_was_broken_off_between_the_two_steps_has_the_one_before_again(place: Path) -> None:
    renewed(place, maker(1), [])
    place.rename(place.with_name(".venv-proef.old"))

    assert renewed(place, fail, [])
    assert hello(place)[0] == "1"


def test_of_two_at_once_one_makes_it_and_the_other_waits_with_a_word(place: Path) -> None:
    begun, may_end, said = threading.Event(), threading.Event(), list[str]()

    def slow(new: Path) -> None:
        begun.set()
        may_end.wait(10)
        maker(1)(new)

    def hear(words: str) -> None:
        said.append(words)
        if "waiting" in words:
            may_end.set()

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(renewed, place, slow, said)
        begun.wait(10)
        inputs = [place.parents[1] / "lock.txt"]
        second = threads.submit(renew, place, inputs, fail, what="nog een", say=hear)

        assert (first.result(), second.result()) == (True, True)
    assert said == ["setup: een proef", "setup: somebody else makes .venv-proef; waiting"]


def test_a_command_that_fails_says_its_last_line_and_keeps_the_rest(place: Path) -> None:
    place.parent.mkdir()
    environments.LOG.parent.mkdir()
    code = "import sys; print('Looking'); print('ERROR: none found\\n', file=sys.stderr); sys.exit(1)"

    with pytest.raises(SetupError, match=r"^ERROR: none found$"):
        environments._run(sys.executable, "-c", code)

    assert "Looking\nERROR: none found" in environments.LOG.read_text()
