"""Which subjects of an article are shown."""

import pytest

from portal.model.article import Subject
from portal.model.subject import LONGEST, MOST, listing, shown_subjects, subject_path

SECTIONS = ("binnenland", "goes")


def names(*categories: str, said: tuple[Subject, ...] = ()) -> list[str]:
    return [one.name for one in shown_subjects(said, categories, known=SECTIONS)]


def test_what_the_feed_calls_subjects_goes_before_its_categories() -> None:
    said = (Subject(code="medtop:20000139", name="Scheepvaart"), Subject(code="medtop:1", name=""))

    assert names("Westerschelde", said=said) == ["Scheepvaart", "Westerschelde"]


def test_there_are_three_at_most_and_each_once() -> None:
    assert names("Dijken", "dijken", " Dijken ", "Veerpont", "Zee", "Wad") == ["Dijken", "Veerpont", "Zee"]
    assert MOST == 3


@pytest.mark.parametrize(
    "category",
    [
        "Nieuws",
        "Geen categorie",
        "Uncategorized",
        "Binnenland",
        "Goes",
        "2026",
        "medtop:20000139",
        "",
        "—",
        "w" * (LONGEST + 1),
    ],
)
def test_what_is_no_subject_is_left_out(category: str) -> None:
    assert names(category) == []


@pytest.mark.parametrize(
    "category", ["A58", "Corona", "Nieuwsgierig Museum", "Rob Jetten", "’s-Heerenhoek", "Goese Golf"]
)
def test_what_looks_alike_is_one(category: str) -> None:
    assert names(category) == [category]


def test_its_page_is_named_after_it() -> None:
    subject = Subject(code="", name="Crèche De Zeeuwse Bolus")

    assert (listing(subject), subject_path(subject)) == (
        "onderwerp/creche-de-zeeuwse-bolus",
        "/onderwerp/creche-de-zeeuwse-bolus",
    )


@pytest.mark.parametrize(
    ("name", "slug"),
    [("C", "c"), ("C++", "c-plus-plus"), ("C#", "c-sharp"), ("Disney+", "disney-plus"), ("#pont", "pont"), ("+1", "1")],
)
def test_a_sign_tells_two_of_one_letter_apart(name: str, slug: str) -> None:
    assert subject_path(Subject(code="", name=name)) == f"/onderwerp/{slug}"
