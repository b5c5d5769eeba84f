"""The folder of a site.toml is the site; what pages need and it lacks is the standard one's, and that can be told."""

from pathlib import Path

import pytest

from portal.model.site_folder import NEEDED, SiteFolder


@pytest.fixture
def folder(tmp_path: Path) -> SiteFolder:
    own, standard = tmp_path / "achterhoek", tmp_path / "site"
    for place in (own, standard):
        place.mkdir()
    for name in (*NEEDED, "favicon.svg"):
        (standard / name).touch()
    return SiteFolder(own, standard)


def test_what_is_there_is_taken_and_nothing_is_borrowed(folder: SiteFolder) -> None:
    for name in NEEDED:
        (folder.own / name).touch()

    assert [folder / name for name in NEEDED] == [folder.own / name for name in NEEDED]
    assert folder.borrowed == ()


@pytest.mark.parametrize("name", NEEDED)
def test_what_pages_need_is_borrowed_and_said(folder: SiteFolder, name: str) -> None:
    for other in set(NEEDED) - {name}:
        (folder.own / other).touch()

    assert folder / name == folder.standard / name
    assert folder.borrowed == (name,)


def test_an_icon_is_never_another_sites(folder: SiteFolder) -> None:
    assert folder / "favicon.svg" == folder.own / "favicon.svg"


def test_the_standard_folder_borrows_nothing(folder: SiteFolder) -> None:
    (folder.standard / "paginas").unlink()

    assert SiteFolder(folder.standard, folder.standard).borrowed == ()
