"""Players as plug-ins and editors write them, as the frame that a browser ends up with.

What waits for a click, for consent or for a script has no `src`, or an element of its own, which the sanitiser drops
with the film in it. What comes out is as unsafe as what went in. Linear.
Sources: lite-youtube-embed, AMP, CKEditor 5 (`oembed`), WP Rocket, LiteSpeed, Plyr, WP YouTube Lyte; the consent tools
Cookiebot, Complianz, CookieYes and Borlabs; AllVideos for Joomla.
"""

import html
import re
from functools import lru_cache

_HINTS = (
    "<iframe", "<IFRAME", "<lite-", "<amp-", "<oembed", "youtube", "youtu.be", "vimeo", "lyte_", "bbvms.com",
    "dwcdn.net", "fb-post", "fb-video", "flourish-embed",
)  # fmt: skip
_SIGNS = "(?:youtu|vimeo|lyte_|yt-|fb-|flourish|oembed|settings|&)"
_SHOWS = re.compile(_SIGNS, re.IGNORECASE)
"""Without one of these in its tag an element shows no film; an entity may hide any of them."""
_MAY_PLAY = re.compile(
    rf"<(?:iframe|script|oembed|(?:lite|amp|youtube|vimeo)-|(?:div|span|figure|section)\s[^<>]*?{_SIGNS})",
    re.IGNORECASE,
)
_TAG_OF_A_PLACE = re.compile(
    r"<(?=[isolayvdf])(?:iframe|script|oembed|(?:lite|amp|youtube|vimeo)-|(?:div|span|figure|section)\s[^<>]*)",
    re.IGNORECASE,
)
"""A first look at the tags that may be of use: most texts have none, and need no search for hints. The letters stand
first, for where case does not matter each name would be tried at each tag.
"""
_WORTH_KEEPING = 1_000
"""Characters, of a tag."""
_MARKS = r"""(?:[^<>"']++|"[^"<>]*+"|'[^'<>]*+'|["'])*+"""
_OWN = re.compile(
    r"<(?P<name>(?:lite|amp)-(?:youtube|vimeo)|(?:youtube|vimeo)-(?:video|embed)|amp-(?:iframe|video|audio|img|anim|twitter)"
    rf"|oembed)(?P<marks>\s{_MARKS})>(?:(?P<inside>(?:[^<]|<(?!/?(?P=name)[\s>])){{0,3000}}+)</(?P=name)\s*>)?",
    re.IGNORECASE | re.DOTALL,
)
_MARKED = re.compile(rf"<(?P<name>iframe|div|span|figure|section)(?P<marks>\s{_MARKS})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""(?<![\w-])([a-z][\w-]{0,60})\s*=\s*("[^"]*"|'[^']*'|[^\s>"']+)""", re.IGNORECASE)
_SCRIPT = re.compile(
    r"<script(?=\s)[^<>]{0,500}?\ssrc=[\"'](https://(?:[\w-]{1,60}\.bbvms\.com/[\w/-]{1,200}|datawrapper\.dwcdn\.net/\w{3,10}))"
    r"(?:/embed)?\.js[^<>\"']{0,200}[\"'][^<>]{0,500}>",
    re.IGNORECASE,
)
"""Blue Billywig and Datawrapper: the page of what their script shows."""
_TOKEN = re.compile(r"\{(youtube|vimeo)\}\s*([^{}<>\s|\"]{3,500})(?:\|[^{}<>\"]{0,100})?\s*\{/\1\}", re.IGNORECASE)
_YOUTUBE, _VIMEO, _TWEET = re.compile(r"[\w-]{11}"), re.compile(r"\d{5,12}"), re.compile(r"\d{5,25}")
_ADDRESS = re.compile(r"(?:https?:)?//[^\s\"'<>]+", re.IGNORECASE)
_FLOURISH = re.compile(r"(?:visualisation|story)/\d{1,12}")
_SETTING = re.compile(r'"(?:youtube|vimeo|dailymotion|hosted)_url":"(https?:[^"<>\s]{5,300})"')
_IDS = (
    "videoid", "data-videoid", "video-id", "data-video-id", "data-youtube-id", "data-vimeo-id", "data-yt-id",
    "data-plyr-embed-id", "data-youtube", "data-vimeo", "data-embed-id", "data-id", "id",
)  # fmt: skip
_ADDRESSES = ("src", "url", "href")
_NAMES = ("title", "playlabel", "data-title", "aria-label")


def with_frames(markup: str) -> str:
    """`markup` with an `iframe` for every player that is none yet."""
    if not (("{" in markup or _has_a_place(markup)) and any(map(markup.__contains__, _HINTS))):
        return markup
    if "{" in markup:
        markup = _TOKEN.sub(lambda token: f"<p>{_address(token[1].lower(), token[2]) or token[2]}</p>", markup)
    if "<script" in markup:
        markup = _SCRIPT.sub(_of_a_script, markup)
    return _MARKED.sub(_framed, _OWN.sub(_replaced, markup))


def _has_a_place(markup: str) -> bool:
    """Whether some tag may show a film; one that comes again is not looked at again, but for one that is very long."""
    tags = set(_TAG_OF_A_PLACE.findall(markup))
    return any(_may_play(tag) if len(tag) < _WORTH_KEEPING else _MAY_PLAY.match(tag) for tag in tags)


@lru_cache(maxsize=1024)  # a feed writes the same few all the time
def _may_play(tag: str) -> bool:
    return _MAY_PLAY.match(tag) is not None


def _of_a_script(script: re.Match[str]) -> str:
    page = f"{script[1]}.html" if "bbvms" in script[1] else f"{script[1]}/"
    return f'<iframe src="{page}"></iframe>{script[0]}'


def _replaced(element: re.Match[str]) -> str:
    """An element that no browser knows without a script."""
    name, inside = element["name"].lower(), element["inside"] or ""
    if name in ("amp-img", "amp-anim"):
        return f"<img{element['marks'].rstrip('/')}>"
    if name in ("amp-video", "amp-audio"):
        return f"<{name[4:]}{element['marks'].rstrip('/')}>{inside}</{name[4:]}>"
    said = _said(element["marks"])
    if name == "amp-twitter" and _TWEET.fullmatch(said.get("data-tweetid", "")):
        return f"<p>https://twitter.com/i/status/{said['data-tweetid']}</p>"
    address = next((said[key] for key in _ADDRESSES if _ADDRESS.fullmatch(said.get(key, ""))), "")
    return _frame(address or _film(name, said), said) or element[0]


def _framed(tag: re.Match[str]) -> str:
    """An `iframe` whose address waits in another attribute; behind any other element the film that it stands for."""
    is_frame = tag["name"].lower() == "iframe"
    if not is_frame and _SHOWS.search(tag["marks"]) is None:
        return tag[0]
    said = _said(tag["marks"])
    if not is_frame:
        return tag[0] + _frame(_film("", said) or _shown_by(said, tag), said)
    if _ADDRESS.fullmatch(said.get("src", "")):
        return tag[0]
    waiting = (
        value
        for key, value in said.items()
        if key.startswith("data-") and ("src" in key or "url" in key) and _ADDRESS.fullmatch(value)
    )
    address = next(waiting, "")
    return _frame(address, said).removesuffix("</iframe>") if address else tag[0]


def _shown_by(said: dict[str, str], tag: re.Match[str]) -> str:
    """What a script of Facebook, CKEditor, Elementor or Flourish puts into an element; "" where a frame is in it."""
    classes = said.get("class", "").split()
    if "data-oembed-url" in said and "<iframe" not in tag.string[tag.end() : tag.end() + 500].lower():
        return said["data-oembed-url"] if _ADDRESS.fullmatch(said["data-oembed-url"]) else ""
    if "fb-post" in classes or "fb-video" in classes:
        return said.get("data-href", "") if _ADDRESS.fullmatch(said.get("data-href", "")) else ""
    if "flourish-embed" in classes and _FLOURISH.fullmatch(said.get("data-src", "")):
        return f"https://public.flourish.studio/{said['data-src']}/"
    settings = _SETTING.search(said.get("data-settings", ""))
    return settings[1].replace("\\/", "/") if settings else ""


def _film(name: str, said: dict[str, str]) -> str:
    """The address of the film that an element names by an id of YouTube or Vimeo; "" for none."""
    marks = f"{name} {' '.join(said)} {said.get('class', '')} {said.get('data-plyr-provider', '')} {said.get('id', '')}"
    host = next((host for host in ("youtube", "vimeo", "yt-", "lyte_") if host in marks.lower()), "")
    ids = (said[key].removeprefix("lyte_") for key in _IDS if key in said)
    return next(filter(None, (_address(host, one) for one in ids)), "") if host else ""


def _address(host: str, film: str) -> str:
    if _ADDRESS.fullmatch(film):
        return film
    if host == "vimeo":
        return f"https://vimeo.com/{film}" if _VIMEO.fullmatch(film) else ""
    return f"https://www.youtube.com/watch?v={film}" if _YOUTUBE.fullmatch(film) else ""


def _said(marks: str) -> dict[str, str]:
    return {name.lower(): html.unescape(value.strip("\"'")).strip() for name, value in _ATTRIBUTE.findall(marks)}


def _frame(address: str, said: dict[str, str]) -> str:
    if not address:
        return ""
    title = next((said[key] for key in _NAMES if said.get(key)), "")
    return f'<iframe src="{html.escape(address)}" title="{html.escape(title)}"></iframe>'
