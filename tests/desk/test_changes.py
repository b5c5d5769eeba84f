"""What became otherwise between two texts, word by word."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.desk import changes
from portal.desk.changes import MOST_EDITS, MOST_WORDS, WordChange, changes_between, plain_text
from portal.model.article import Article
from samples import article

WORDS = st.lists(st.sampled_from(["de", "brug", "is", "dicht", "open", "7", "&", "é"]), max_size=40)


def text(words: list[str]) -> Article:
    return article("Kop", lead="", body_html=" ".join(words))


def changed(old: str, new: str) -> list[tuple[str, str]]:
    return [(one.old, one.new) for one in changes_between(text(old.split()), text(new.split()))]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("de brug is dicht", "de brug is dicht", []),
        ("de brug is dicht", "de brug is open", [("dicht", "open")]),
        ("de brug is dicht", "nu is de brug dicht", [("", "nu is"), ("is", "")]),
        ("de brug", "de brug is dicht", [("", "is dicht")]),
        ("de oude brug is dicht", "de brug is dicht", [("oude", "")]),
        ("", "de brug", [("", "de brug")]),
        ("dit was een kort lood", "dat is een ander lood", [("dit was een kort", "dat is een ander")]),
        ("a b c d e f", "a x c d y f", [("b", "x"), ("e", "y")]),
    ],
)
def test_the_fewest_words_that_went_or_came(old: str, new: str, found: list[tuple[str, str]]) -> None:
    assert changed(old, new) == found


def test_what_stays_is_shown_around_it() -> None:
    old = text([f"w{n}" for n in range(40)])
    new = text([f"w{n}" if n != 20 else "anders" for n in range(40)])

    assert changes_between(old, new) == [
        WordChange(
            before="w12 w13 w14 w15 w16 w17 w18 w19",
            old="w20",
            new="anders",
            after="w21 w22 w23 w24 w25 w26 w27 w28",
        )
    ]


def test_headline_lead_and_body_are_read_without_their_markup() -> None:
    one = article("Kop", lead="Inleiding.", body_html="<h2>Tussen</h2><p>A &amp; b<br>c</p>")

    assert plain_text(one).split() == ["Kop", "Inleiding.", "Tussen", "A", "&", "b", "c"]


@given(old=WORDS, new=WORDS)
def test_with_its_changes_the_old_text_is_the_new_one(old: list[str], new: list[str]) -> None:
    found = changes_between(text(old), text(new))

    gone = [word for one in found for word in one.old.split()]
    came = [word for one in found for word in one.new.split()]
    rest = ["Kop", *old]
    for word in gone:
        rest.remove(word)
    assert sorted([*rest, *came]) == sorted(["Kop", *new])
    assert all(one.old != one.new for one in found)
    assert bool(found) == (old != new)


def hostile() -> Iterator[tuple[list[str], list[str]]]:
    many = 50_000
    yield ["a"] * many, ["b"] * many
    yield ["a"] * many, ["a", "b"] * many
    yield ["a", "b"] * many, ["b", "a", "a"] * many
    yield [f"w{n}" for n in range(many)], [f"w{n}" for n in reversed(range(many))]
    yield [f"w{n % 7}" for n in range(many)], [f"w{n % 11}" for n in range(many)]
    yield [], ["x" * 1_000_000]


@pytest.mark.parametrize(("old", "new"), list(hostile()), ids=range(len(list(hostile()))))
def test_no_two_texts_take_long(old: list[str], new: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """By what is looked at, and not by a clock."""
    steps: list[int] = []
    step = changes._step

    def counted(farthest: dict[int, int], line: int, edits: int) -> int:
        steps.append(line)
        return step(farthest, line, edits)

    monkeypatch.setattr(changes, "_step", counted)
    found = changes_between(text(old), text(new))

    assert len(steps) <= (MOST_EDITS + 1) * (MOST_EDITS + 2) / 2
    assert sum(len(one.old.split()) + len(one.new.split()) for one in found) <= 2 * MOST_WORDS


def test_of_another_text_all_that_differs_is_one_change() -> None:
    old, new = [f"w{n}" for n in range(1000)], [f"v{n}" for n in range(1000)]

    (one,) = changes_between(text(["begin", *old, "eind"]), text(["begin", *new, "eind"]))

    assert (one.old, one.new, one.after) == (" ".join(old), " ".join(new), "eind")
