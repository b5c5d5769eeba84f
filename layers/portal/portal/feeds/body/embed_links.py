"""Players and posts of other sites, as links with a name: nothing is asked of another site until a reader wants it."""

import html
import re
from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

from portal.feeds.body.block import Block
from portal.feeds.parsing.urls import opening_link

_PLAYERS = (
    (r"(?:youtube(?:-nocookie)?\.com|youtu\.be)$", "Bekijk de video op YouTube"),
    (r"vimeo\.com$", "Bekijk de video op Vimeo"),
    (r"(?:dailymotion\.com|dai\.ly)$", "Bekijk de video op Dailymotion"),
    (r"twitch\.tv$", "Bekijk de video op Twitch"),
    (r"tiktok\.com$", "Bekijk de video op TikTok"),
    (r"(?:facebook\.com|fb\.watch)$", "Bekijk het bericht op Facebook"),
    (r"(?:twitter|x)\.com$", "Bekijk het bericht op X"),
    (r"instagram\.com$", "Bekijk het bericht op Instagram"),
    (r"threads\.net$", "Bekijk het bericht op Threads"),
    (r"bsky\.app$", "Bekijk het bericht op Bluesky"),
    (r"linkedin\.com$", "Bekijk het bericht op LinkedIn"),
    (r"pinterest\.\w{2,3}$", "Bekijk het bericht op Pinterest"),
    (r"reddit(?:media)?\.com$", "Bekijk het bericht op Reddit"),
    (r"spotify\.com$", "Beluister op Spotify"),
    (r"soundcloud\.com$", "Beluister op SoundCloud"),
    (r"mixcloud\.com$", "Beluister op Mixcloud"),
    (r"podcasts\.apple\.com$", "Beluister op Apple Podcasts"),
    (r"(?:omny\.fm|springcast\.fm|buzzsprout\.com|acast\.com|art19\.com)$", "Beluister de podcast"),
    (r"(?:google\.\w{2,3}|openstreetmap\.org|mapbox\.com|arcgis\.com)$", "Bekijk de kaart"),
    (
        r"(?:datawrapper\.(?:de|dwcdn\.net)|dwcdn\.net|flourish\.studio|infogram\.com|everviz\.com)$",
        "Bekijk de grafiek",
    ),
    (r"(?:npo\.nl|npostart\.nl|nos\.nl|omroepzeeland\.nl|bbvms\.com|jwplatform\.com|kaltura\.com)$", "Bekijk de video"),
)
_KNOWN = tuple((re.compile(rf"(?:^|\.){host}"), words) for host, words in _PLAYERS)
_NOTHING = re.compile(
    r"cookiebot|cookiepro|onetrust|consensu|//ads?\.|adserver|adform|doubleclick|googlesyndication|googletagmanager|adservice|addthis|disqus|/plugins/(?:like|share|follow|page)|"
    r"platform\.twitter\.com/widgets/(?:tweet_button|follow)|recaptcha|about:blank",
    re.IGNORECASE,
)
_SMALLEST = 10
"""Pixels: a frame that is no larger counts readers."""
_PLAYED = {"audio": "Beluister het fragment", "video": "Bekijk de video"}
_ID = re.compile(r"[\w-]{1,64}")
_LONGEST_NAME = 120
_IDLE_TITLES = re.compile(
    r"(?:youtube|vimeo|spotify|embedded?|video|player|iframe|google|twitter|instagram|facebook)(?:[ -]*"
    r"(?:video|player|embed(?:ded)?|post|content|maps?|widget|iframe))*",
    re.IGNORECASE,
)


def link_of_embed(address: str, title: str = "") -> tuple[str, str]:
    """Where an embedded part can be seen, and what to call the link to it; two empty texts for what is none."""
    if _NOTHING.search(address) or not address.lower().startswith(("http://", "https://")):
        return "", ""
    host = _host(address)
    if not host:
        return "", ""
    name = _name_of(title)
    name = "" if _IDLE_TITLES.fullmatch(name) else name
    words = _words_of(host) or f"Bekijk dit onderdeel op {host}"
    return page_of(address), f"{words}: {name}" if name else words


def is_shown(said: Mapping[str, str]) -> bool:
    """Whether a reader of the source sees a frame with these attributes; counters and doors of consent nobody sees."""
    sizes = [said[side].removesuffix("px").strip() for side in ("width", "height") if side in said]
    style = "".join(said.get("style", "").lower().split())
    is_hidden = "hidden" in said or "display:none" in style or "visibility:hidden" in style
    return not is_hidden and not any(size.isdecimal() and int(size[:5]) <= _SMALLEST for size in sizes)


def link_block(address: str, title: str, name: str) -> list[Block]:
    """The element `name` (iframe, audio …) as a paragraph that is a link; none for what is nothing to see."""
    page, words = link_of_embed(address, title)
    if page and name in ("audio", "video"):
        words = _PLAYED[name]
        words = f"{words.removesuffix(' het fragment')}: {_name_of(title)}" if _name_of(title) else words
    opening = opening_link(html.escape(page), None) if page else ""
    return [Block(tag="p", html=f"{opening}{html.escape(words, quote=False)}</a>")] if opening else []


def _name_of(title: str) -> str:
    """One line; some systems escape it twice."""
    return " ".join(html.unescape(title).split())[:_LONGEST_NAME]


def words_of_address(address: str) -> str:
    """What to call a link that stands in a text as a bare address."""
    host = _host(address)
    is_page = host and len(urlsplit(address).path) > 1 and not host.startswith("google.")
    return _words_of(host) if is_page else ""


def _host(address: str) -> str:
    """Without its `www.`; "" for what is no address."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _words_of(host: str) -> str:
    return next((words for known, words in _KNOWN if known.search(host)), "")


def page_of(address: str) -> str:  # noqa: PLR0911  a line for each player
    """The page of a player's address: what a reader can open. Sources: the players' own documents on embedding."""
    parts = urlsplit(address)
    host, path = parts.hostname or "", [part for part in parts.path.split("/") if part]
    last = path[-1] if path and _ID.fullmatch(path[-1]) else ""
    if host.endswith(("youtube.com", "youtube-nocookie.com")) and path[:1] in (["embed"], ["v"]):
        query = parse_qs(parts.query)
        if last == "live_stream" and "channel" in query:
            return f"https://www.youtube.com/channel/{query['channel'][0]}/live"
        if last and last != "videoseries":
            return f"https://www.youtube.com/watch?v={last}"
        return f"https://www.youtube.com/playlist?list={query['list'][0]}" if "list" in query else address
    if host == "player.vimeo.com" and path[:1] == ["video"] and len(path) > 1 and path[1].isdigit():
        return f"https://vimeo.com/{path[1]}"
    if host == "open.spotify.com" and path[:1] == ["embed"]:
        return f"https://open.spotify.com/{'/'.join(path[1:])}"
    if host.endswith("dailymotion.com") and path[:2] == ["embed", "video"]:
        return f"https://www.dailymotion.com/video/{last}"
    if host.endswith("facebook.com") and path[:1] == ["plugins"]:
        return next(iter(parse_qs(parts.query).get("href", [])), address)
    return address
