"""How numbers are told."""

from portal.cli.plural import several


def test_one_is_told_as_one() -> None:
    assert [several(number, "problem") for number in (0, 1, 2)] == ["0 problems", "1 problem", "2 problems"]
    assert several(2, "entry", "entries") == "2 entries"
