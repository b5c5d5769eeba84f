"""What else a publisher edits: colours, logo, icons, and the site's own pages."""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from portal.cli.doctor.finding import Findings, Room
from portal.cli.where import LOCAL
from portal.model.own_page import FOLDER, read_own_pages
from portal.model.site import Site
from portal.model.site_folder import Folder, SiteFolder
from portal.rendering.assets import OWN_FILES
from portal.rendering.brand import check_brand
from portal.rendering.colours import ENOUGH, SCHEMES, Pair, colours, pairs
from portal.settings import bundled

WISHED = ("over", "privacy", "toegankelijkheid")


def of_brand(site: Site, folder: Folder) -> Findings:
    """Colours that cannot be read, icons that are somebody else's, pages that readers miss.

    Raises SiteError for a file that cannot be used at all, as a mistake in site.toml does.
    """
    yield from _of_folder(folder)
    check_brand(folder)
    pages = read_own_pages(folder / FOLDER)
    tokens = (bundled("templates") / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    sheet = (folder / "brand.css").read_text(encoding="utf-8")
    yield from of_names(tokens, sheet)
    yield from of_colours(tokens, sheet)
    room = Room("brand")
    own = [name for name in OWN_FILES if (folder / name).is_file()]
    icons = [name for name in OWN_FILES if name not in (*own, "logo.svg")]
    if len(own) > 1 and icons:
        yield room.advice(
            f"{own[1]} is your own, but {', '.join(icons)} still the standard one",
            "make all of them from one drawing (docs/branding.md)",
        )
    missing = [f"{slug}.md" for slug in WISHED if slug not in {page.slug for page in pages}]
    if missing:
        yield Room("pages of your own").advice(
            f"there is no {', '.join(missing)}", f"readers look for it: write one in {folder / FOLDER}"
        )
    else:
        yield Room("pages of your own").ok(f"{len(pages)} pages of {site.name}'s own")


def _of_folder(folder: Folder) -> Findings:
    if isinstance(folder, SiteFolder) and folder.borrowed and LOCAL not in folder.own.parents:
        yield Room("brand").advice(
            f"{folder.own} has no {', '.join(folder.borrowed)}: what {folder.standard} has is shown",
            "put your own beside site.toml, if this is another site (docs/branding.md)",
        )


def of_names(tokens: str, brand: str) -> Findings:
    """What brand.css sets that nothing reads, and that looks like what something reads. Other names are its own."""
    known = _names_in(tokens)
    for name in sorted(_names_in(brand) - known):
        if near := get_close_matches(name, known, 1, cutoff=0.85):
            yield Room("brand").advice(
                f"{name} is nothing that the pages know", f"did you mean {near[0]}? (tokens.css lists them)"
            )


def _names_in(sheet: str) -> set[str]:
    return set(re.findall(r"(--[\w-]+)\s*:", re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)))


def of_colours(tokens: str, brand: str) -> Findings:
    """Text that does not stand out from its ground in one of the schemes; only what brand.css has changed, and two
    colours once, though several schemes have them.
    """
    room = Room("brand")
    told = {(before[pair.ink], before[pair.ground]) for _, before, pair in _in_every_scheme(tokens)}
    standard = len(told)
    for scheme, shown, pair in _in_every_scheme(tokens, brand):
        both = (shown[pair.ink], shown[pair.ground])
        if both not in told and _is_weak(pair):
            told.add(both)
            yield room.advice(
                f"{scheme}: --color-{pair.ink} ({both[0]}) on --color-{pair.ground} ({both[1]}) {_how(pair)}",
                f"set one of them in brand.css, for this scheme too: at least {ENOUGH}:1 (docs/branding.md)",
            )
    if len(told) == standard:
        yield room.ok(f"every text stands out {ENOUGH}:1 or more in {len(SCHEMES)} schemes")


def _in_every_scheme(*sheets: str) -> Iterator[tuple[str, dict[str, str], Pair]]:
    """Every pair in every scheme, with the colours that hold there."""
    for scheme in SCHEMES:
        shown = colours(scheme, *sheets)
        yield from ((scheme, shown, pair) for pair in pairs(shown))


def _is_weak(pair: Pair) -> bool:
    return pair.ratio is None or pair.ratio < ENOUGH


def _how(pair: Pair) -> str:
    if pair.ratio is None:
        return "cannot be measured: write both as #rrggbb"
    return f"is {pair.ratio:.2f}:1"
