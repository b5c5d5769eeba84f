"""What a browser keeps for us: it opens for its purpose, in its time, as it was, or not at all."""

from datetime import timedelta

import pytest
from joserfc import jwt
from joserfc.jwe import JWERegistry
from joserfc.jwk import OctKey

from desk.room import SECRET
from portal.desk.sealed import Seal
from samples import NOW

HOUR = timedelta(hours=1)


@pytest.fixture
def seal() -> Seal:
    return Seal(SECRET)


def test_what_was_sealed_opens_as_it_was(seal: Seal) -> None:
    text = seal.sealed({"naam": "Jo é «»", "rij": [1, "x"]}, purpose="session", now=NOW, lasts=HOUR)

    found = seal.opened(text, purpose="session", now=NOW)

    assert found
    assert (found["naam"], found["rij"]) == ("Jo é «»", [1, "x"])
    assert "Jo" not in text
    assert text != seal.sealed({"naam": "Jo é «»", "rij": [1, "x"]}, purpose="session", now=NOW, lasts=HOUR)


def test_it_opens_for_its_purpose_alone(seal: Seal) -> None:
    text = seal.sealed({}, purpose="session", now=NOW, lasts=HOUR)

    for purpose in ("login", "form", "", "session "):
        assert seal.opened(text, purpose=purpose, now=NOW) is None


def test_it_opens_under_its_secret_alone(seal: Seal) -> None:
    text = seal.sealed({}, purpose="session", now=NOW, lasts=HOUR)

    assert Seal(f"{SECRET}x").opened(text, purpose="session", now=NOW) is None


@pytest.mark.parametrize(("moment", "is_open"), [(HOUR - timedelta(seconds=1), True), (HOUR, False), (2 * HOUR, False)])
def test_it_is_over_at_its_end(seal: Seal, moment: timedelta, *, is_open: bool) -> None:
    text = seal.sealed({}, purpose="session", now=NOW, lasts=HOUR)

    assert (seal.opened(text, purpose="session", now=NOW + moment) is not None) == is_open


def test_every_letter_of_it_counts(seal: Seal) -> None:
    """But for the last one of a part, which has bits that nobody reads."""
    text = seal.sealed({"naam": "Jo"}, purpose="session", now=NOW, lasts=HOUR)
    ends = {n - 1 for n, letter in enumerate(text) if letter == "."} | {len(text) - 1}

    for place in (n for n, letter in enumerate(text) if letter != "." and n not in ends):
        other = "A" if text[place] != "A" else "B"
        changed = f"{text[:place]}{other}{text[place + 1 :]}"
        assert seal.opened(changed, purpose="session", now=NOW) is None, place
    for cut in range(0, len(text), 7):
        assert seal.opened(text[:cut], purpose="session", now=NOW) is None
        assert seal.opened(text + text[:cut] + "A", purpose="session", now=NOW) is None


@pytest.mark.parametrize("text", ["", ".", "....", "a.b.c.d.e", "é" * 50, "\x00", "e30.e30.e30", "e30.e30.e30.e30.e30"])
def test_what_is_no_seal_opens_as_nothing(seal: Seal, text: str) -> None:
    assert seal.opened(text, purpose="session", now=NOW) is None


def test_a_seal_without_an_end_opens_for_nobody(seal: Seal) -> None:
    """As one made by a hand that knew the key."""
    key = OctKey.import_key(seal._key("session"))
    registry = JWERegistry(algorithms=["dir", "A256GCM", "DEF"])
    endless = jwt.encode({"alg": "dir", "enc": "A256GCM"}, {"sub": "x"}, key, registry=registry)
    signed = jwt.encode({"alg": "HS256"}, {"sub": "x", "exp": 9_999_999_999}, key)

    for text in (endless, signed):
        assert seal.opened(text, purpose="session", now=NOW) is None


@pytest.mark.parametrize("secret", ["", "kort", "x" * 31])
def test_a_short_secret_seals_nothing(secret: str) -> None:
    with pytest.raises(ValueError, match="fewer than 32"):
        Seal(secret)


def test_the_token_of_a_form_is_of_one_session(seal: Seal) -> None:
    token = seal.form_token("een")
    name, _, mark = token.partition(".")

    assert seal.form_name(token, "een") == name
    assert seal.form_token("een") != token
    for wrong, session in (
        (token, "twee"),
        (token, ""),
        (f"{name}.", "een"),
        (f".{mark}", "een"),
        (name, "een"),
        ("", "een"),
        (f"{name}.{mark.upper()}", "een"),
        (f"{name}.{mark}.", "een"),
        (f"{name}.é", "een"),
    ):
        assert seal.form_name(wrong, session) == ""


def test_a_name_and_a_session_are_told_apart(seal: Seal) -> None:
    """Nothing moves over from the one to the other."""
    _, _, mark = seal.form_token("een").partition(".")

    assert seal.form_name(f"x.{mark}", "een") == ""
    assert seal._mark("b", "a") != seal._mark("ab", "") != seal._mark("", "ab")
