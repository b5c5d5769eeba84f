"""From views to HTML: one method a page. The clock and the address come in as arguments."""

from datetime import date, datetime, timedelta
from typing import Any

from jinja2 import Environment

from portal.model.clock import local_day
from portal.model.dutch_dates import MONTHS, WEEKDAYS, day_in_full
from portal.model.section import ALL, REGIONS, Section
from portal.model.site import Site
from portal.model.webmail import question
from portal.rendering import structured_data
from portal.rendering.assets import Assets
from portal.rendering.daily_digest import PATH as TODAY_PATH
from portal.rendering.filters import month_path, words_of_slug
from portal.rendering.own_pages import OwnPages
from portal.rendering.region_map import region_map
from portal.rendering.subscriptions import subscriptions
from portal.rendering.views import (
    ArticleView,
    Crumb,
    DailyDigestView,
    DayView,
    ErrorView,
    FrontView,
    MonthView,
    RegionsView,
    SearchView,
    SectionView,
    SubjectView,
    WebmailView,
    YearView,
)

OLD = timedelta(days=365)
"""From when on a reader is told that what is said here may be otherwise by now."""
HOME = Crumb("Voorpagina", "/")
REGION_INDEX = Crumb("Regio", f"/nieuws/{REGIONS}")


class Pages:
    """Every page that a reader can get. `path` is the address asked for, without a query; times are aware."""

    def __init__(self, site: Site, environment: Environment, assets: Assets, own_pages: OwnPages | None = None) -> None:
        self._site = site
        self._own_pages = own_pages or OwnPages(site)
        self._environment = environment
        self._assets = assets
        self._subscriptions = subscriptions(site)
        self._question = question(site.name, site.webmails) if len(site.webmails) > 1 else ""

    def front(self, view: FrontView, *, now: datetime, path: str) -> str:
        structured = structured_data.front_graph(
            site=self._site, assets=self._assets, has_about=structured_data.ABOUT[1:] in self._own_pages
        )
        return self._render("front", view, now=now, path=path, structured=structured)

    def section(self, view: SectionView, *, now: datetime, path: str) -> str:
        trail = self._trail_to(view.section)
        return self._render(
            "section", view, now=now, path=path, section=view.section, trail=trail, indexable=view.is_first
        )

    def daily_digest(self, view: DailyDigestView, *, now: datetime, path: str) -> str:
        here = () if path == TODAY_PATH else (Crumb(day_in_full(view.day).capitalize(), path),)
        trail = (HOME, Crumb("Vandaag", TODAY_PATH), *here)
        return self._render(
            "daily-digest", view, now=now, path=path, trail=trail, indexable=view.is_latest or bool(view.blocks)
        )

    def subject(self, view: SubjectView, *, now: datetime, path: str) -> str:
        trail = (HOME, Crumb(view.name, path))
        return self._render("subject", view, now=now, path=path, trail=trail, indexable=view.is_first)

    def regions(self, view: RegionsView, *, now: datetime, path: str) -> str:
        trail = (HOME, REGION_INDEX)
        return self._render(
            "regions",
            view,
            now=now,
            path=path,
            trail=trail,
            subscription=REGIONS,
            indexable=view.is_first,
            map=region_map(self._site.regions) if view.is_first else None,
        )

    def article(self, view: ArticleView, *, now: datetime, path: str) -> str:
        trail = (*self._trail_to(view.section), Crumb(view.article.headline, view.article.path))
        url = self._site.origin + view.article.path
        return self._render(
            "article",
            view,
            now=now,
            path=path,
            section=view.section,
            trail=trail,
            url=url,
            is_old=now - view.article.published_at > OLD,
            structured=structured_data.article_graph(
                view.article, view.section, trail, site=self._site, assets=self._assets
            ),
        )

    def day(self, view: DayView, *, now: datetime, path: str) -> str:
        trail = (*_trail_to_month(view.day), Crumb(f"{WEEKDAYS[view.day.weekday()]} {view.day.day}".capitalize(), path))
        indexable = view.is_first and bool(view.teasers)
        return self._render("day", view, now=now, path=path, trail=trail, indexable=indexable)

    def search(self, view: SearchView, *, now: datetime, path: str) -> str:
        return self._render("search", view, now=now, path=path, indexable=False)

    def own_page(self, slug: str, *, now: datetime) -> str:
        """A page of the publisher's. Raises KeyError for one that is not there."""
        view, path = self._own_pages.view(slug), f"/{slug}"
        return self._render("own-page", view, now=now, path=path, trail=(HOME, Crumb(view.title, path)))

    def feeds(self, *, now: datetime) -> str:
        """Every subscription, and what a feed is."""
        trail = (HOME, Crumb("Feeds", "/feeds"))
        return self._render("feeds", None, now=now, path="/feeds", trail=trail, subscriptions=self._subscriptions)

    def style(self, *, now: datetime) -> str:
        """Every component in every state, for who changes one."""
        from portal.rendering.showcase import showcase  # noqa: PLC0415  one page in a million, and no cold start's

        view = showcase(self._assets, now)
        return self._render("style", view, now=now, path="/stijl", indexable=False)

    def month(self, view: MonthView, *, now: datetime, path: str) -> str:
        trail = _trail_to_month(view.month)
        return self._render("month", view, now=now, path=path, trail=trail, indexable=bool(view.days))

    def year(self, view: YearView, *, now: datetime, path: str) -> str:
        trail = (HOME, _archive_of(view.year))
        return self._render("year", view, now=now, path=path, trail=trail, indexable=bool(view.months))

    def error(self, view: ErrorView, *, now: datetime, path: str) -> str:
        return self._render("error", view, now=now, path=path, indexable=False, words=words_of_slug(path))

    def webmail_form(self, view: WebmailView, *, now: datetime, path: str) -> str:
        return self._render("webmail", view, now=now, path=path, indexable=False)

    def webmail_chosen(self, view: WebmailView, *, now: datetime, path: str) -> str:
        return self._render("webmail-chosen", view, now=now, path=path, indexable=False)

    def _render(
        self,
        page: str,
        view: object,
        *,
        now: datetime,
        path: str,
        section: Section | None = None,
        subscription: str = "",
        trail: tuple[Crumb, ...] = (),
        indexable: bool = True,
        structured: structured_data.Graph | None = None,
        **more: Any,
    ) -> str:
        """What every template gets: the site, its files, the moment, the place, and the page's own view.

        `subscription`: the slug of the one that the page leads to, that of its section where it is not said.
        """
        if trail and indexable and not structured:
            structured = structured_data.trail_graph(trail, site=self._site)
        own = self._subscriptions.get(subscription or (section.slug if section else ""))
        return self._environment.get_template(f"pages/{page}.html").render(
            site=self._site,
            assets=self._assets,
            question=self._question,
            own_pages=self._own_pages,
            view=view,
            now=now,
            today=local_day(now),
            path=path,
            section=section,
            subscribe=(own, self._subscriptions[ALL]) if own else (self._subscriptions[ALL],),
            trail=trail,
            indexable=indexable,
            structured=structured,
            **more,
        )

    def _trail_to(self, section: Section) -> tuple[Crumb, ...]:
        """A section that has left site.toml is named, but leads nowhere."""
        place = Crumb(section.name, section.path if self._site.section(section.slug) else None)
        return (HOME, REGION_INDEX, place) if section.region else (HOME, place)


def _trail_to_month(day: date) -> tuple[Crumb, ...]:
    return (HOME, _archive_of(day.year), Crumb(MONTHS[day.month - 1].capitalize(), month_path(day)))


def _archive_of(year: int) -> Crumb:
    return Crumb(f"Archief {year}", f"/nieuws/{year:04}")
