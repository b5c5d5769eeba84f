"""What /stijl shows: every component with values that are hard on it. Fictional, and the same on every site.

A new component gets a `part` in templates/pages/style.html; where it needs sample values, they stand here.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from portal.model.article import Article, Dateline, Origin, Subject
from portal.model.clock import local_day
from portal.model.corrections import Edit
from portal.model.picture import PLAIN, Picture
from portal.model.section import Section
from portal.model.slug import slugify
from portal.model.text import Piece
from portal.rendering.assets import Assets
from portal.rendering.colours import PAIRS, colours, contrast, is_measurable
from portal.rendering.region_map import RegionMap, region_map
from portal.rendering.views import FrontBlock, Result, SearchView

TOPIC = Section(slug="voorbeeld", name="Voorbeeld")
PLACES = tuple(
    Section(slug=slugify(name), name=name, region=True, at=at)
    for name, at in (
        ("Oude Kreek", (3.61, 51.5)),
        ("Sint-Jacobspolder", (3.64, 51.49)),
        ("Nieuwerkerkeroverdewaterenhoek", (3.65, 51.5)),
        ("Wad", (3.8, 51.4)),
    )
)
LONG_WORDS = "Hoogwaterbeschermingsprogrammacoördinatoren bezoeken zoetwaterinfiltratieproefgebied"
LONG_HEADLINE = (
    "Na drie jaar praten, twee rechtszaken en een storm die alles anders maakte, krijgt het kleinste dorp van het "
    "eiland toch een brug, al komt die op een plek waar niemand om vroeg en mag er voorlopig niemand overheen"
)
KINDS = ("text", "space")
LEAD = "De veerdienst vaart vanaf maandag weer zoals het hoort. Nu wachten reizigers nog een kwartier langer."


@dataclass(frozen=True, kw_only=True)
class Swatch:
    """A colour, as written for light and for dark; `tests`: on which grounds it stands, and how well in each."""

    name: str
    light: str
    dark: str
    tests: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SamplePicture(Picture):
    """A picture that every site has, in one width: at `address`, in whatever form."""

    address: str

    def path(self, width: int, form: str = PLAIN) -> str:  # noqa: ARG002  those of any other picture
        return self.address


@dataclass(frozen=True, kw_only=True)
class Showcase:
    """Articles by what is hard about them. `sizes`, `spaces`: names of tokens, in the sheet's order."""

    swatches: tuple[Swatch, ...]
    sizes: tuple[str, ...]
    spaces: tuple[str, ...]
    usual: Article
    bare: Article
    corrected: Article
    corrected_by_agency: Article
    long_words: Article
    long_headline: Article
    block: FrontBlock
    opening: FrontBlock
    pictured: Article
    picture: Picture
    captioned: Picture
    upright: Picture
    search: SearchView
    day_before: date
    places: tuple[Section, ...]
    map: RegionMap | None
    subjects: tuple[Subject, ...]
    topic: Section


def showcase(assets: Assets, now: datetime) -> Showcase:
    """Everything, with times that are as old as they say at `now`."""
    tokens = {kind: tuple(dict.fromkeys(re.findall(rf"--{kind}-([a-z0-9]+):", assets.tokens))) for kind in KINDS}
    usual = _article("Veerdienst vaart weer volgens het boekje", now, minutes=3)
    long_words = _article(LONG_WORDS, now, minutes=75)
    long_headline = _article(LONG_HEADLINE, now, minutes=60 * 30)
    bare = _article("Kort", now, minutes=60 * 24 * 40, lead="", dateline=None)
    icon = assets.url("icon-512.png")
    picture = SamplePicture(hash="voorbeeld", width=512, height=341, widths=(512,), alt="Zon boven zee", address=icon)
    some = (usual, long_words, bare, long_headline)
    return Showcase(
        swatches=_swatches(assets),
        sizes=tokens["text"],
        spaces=tokens["space"],
        usual=usual,
        bare=bare,
        subjects=tuple(Subject(code="", name=name) for name in ("Westerscheldetunnel", "Hoogwaterbescherming", "Wad")),
        corrected=replace(usual, edits=(Edit(old="een kwartier", new="een half uur", called="Correctie"),)),
        corrected_by_agency=replace(usual, correction="Rectificatie"),
        long_words=long_words,
        long_headline=long_headline,
        block=FrontBlock(section=TOPIC, teasers=some),
        opening=FrontBlock(section=Section(slug="opening", name="Opening"), teasers=some),
        pictured=replace(usual, picture=picture),
        picture=picture,
        captioned=replace(picture, caption="De kade in het eerste licht.", credit="Jo de Wit"),
        upright=replace(picture, width=341, height=512, caption=LONG_HEADLINE),
        day_before=local_day(now) - timedelta(days=1),
        search=SearchView(query="veerdienst", results=tuple(map(_result, some))),
        places=PLACES,
        map=region_map(PLACES),
        topic=TOPIC,
    )


def _result(article: Article) -> Result:
    """As if its first word had been looked for."""
    word, _, rest = article.headline.partition(" ")
    pieces = (Piece(word, is_hit=True), Piece(f" {rest}"))
    return Result(teaser=article, headline=pieces, text=(Piece(article.lead),) if article.lead else ())


def _article(headline: str, now: datetime, *, minutes: int, **changes: object) -> Article:
    values: dict[str, object] = {
        "slug": slugify(headline),
        "headline": headline,
        "lead": LEAD,
        "dateline": Dateline(place="OUDE KREEK", sources=("ANP", "DPA")),
        "section": TOPIC.slug,
        "published_at": now - timedelta(minutes=minutes),
        "body_html": "",
        "origin": Origin(feed="stijl", entry=slugify(headline)),
        "fingerprint": "",
    }
    return Article(**values | changes)  # type: ignore[arg-type]  # by name


def _swatches(assets: Assets) -> tuple[Swatch, ...]:
    light, dark = (colours(scheme, assets.tokens, assets.brand) for scheme in ("light", "dark"))
    return tuple(
        Swatch(
            name=name,
            light=light[name],
            dark=dark[name],
            tests=tuple(
                f"op {ground} {_measured(light[name], light[ground])}, donker {_measured(dark[name], dark[ground])}"
                for ink, ground in PAIRS
                if ink == name
            ),
        )
        for name in light
    )


def _measured(ink: str, ground: str) -> str:
    """`15,6`; a dash where it cannot be measured."""
    if not (is_measurable(ink) and is_measurable(ground)):
        return "–"
    return f"{contrast(ink, ground):.1f}".replace(".", ",")
