"""What systems put into a text in place of something else: WordPress's shortcodes, tokens of Joomla and Drupal.

Each step is linear; what comes out is as unsafe as what went in.
"""

import re

_MAY_BE = re.compile("\\[[\\[/a-zA-Z\u017f\u212a]")
"""How each of them begins; the last two are letters that `re` takes for `s` and `k`. `[…]` is none."""
_SHORTCODE = re.compile(r"\[(/?)([a-zA-Z][\w-]{1,40})((?:\s[^\[\]<>]{0,2000})?)\s?/?\]")
_CAPTION = re.compile(
    r"\[caption\b[^\[\]]{0,1000}\]\s*((?:<a\b[^>]{0,3000}>\s*)?<img\b[^>]{0,5000}>(?:\s*</a>)?)((?:(?!\[/?caption)[^\[]|\[(?!/?caption)){0,3000})"
    r"\[/caption\]",
    re.IGNORECASE,
)
_PLAYED = re.compile(
    r"\[(?:(?:[a-z]{2,12}_){0,2}(?:youtube|vimeo|video|audio|soundcloud)(?:_[a-z]{2,12})?|embed|tweet|instagram|tiktok"
    r"|spotify)\b[^\[\]]{0,300}?(https?://(?![^\s\[\]<\"'&]{1,500}\.(?:jpe?g|png|webp|gif|avif)\b)[^\s\[\]<\"'&]{4,1000})[^\[\]]{0,1000}\](?:\[/\w{5,10}\])?",
    re.IGNORECASE,
)
_MEDIA_TOKEN = re.compile(
    r"\[\[\{\s*(?:\"|&quot;)(?:fid|type|nid|mid|view_mode)(?:\"|&quot;)(?:[^<>\[]|\[(?!\[)){0,5000}?\}\s*\]\]"
)
_PLACED_TOKEN = re.compile(
    r"\{/?(?:load(?:position|module|moduleid)|jcomments|rsform|chronoforms?\d?|breezingforms|convertforms|snippet|modal"
    r"|phocagallery|phocadownload|mosimage|mospagebreak|jumi|jevents|acymailing|rokbox|simplepopup)(?:[\s:=|][^{}<>]{0,300})?\}",
    re.IGNORECASE,
)
_PAIRED_TOKEN = re.compile(
    r"\{(gallery|besps|igallery|mp3|audio|vsig|oziogallery|rsform|jcomments)(?:\s[^{}<>]{0,300})?\}[^{}<>]{0,500}\{/\1\}",
    re.IGNORECASE,
)
_TAB_TOKEN = re.compile(
    r"\{/?(?:tab|slider|accordion|spoiler)s?(?:[ =](?:title=)?\"?([^{}<>|\"]{1,200})[^{}<>]{0,200})?\}", re.IGNORECASE
)
_SITE_TOKEN = re.compile(
    r"\[\[[a-z_]{2,20}:[\w:-]{1,60}\]\]"
    r"|\[(?:node|site|user|current-user|current-date|current-page|term|date|file|view|entity):[\w:-]{2,60}\]"
)
_MOST_CAPTIONS = 200
"""In one text; each may be looked at over some thousand characters."""
_ATTRIBUTES = re.compile(r"""[\w-]+\s*=\s*["'“”″&]|[\w-]+=[\w./:-]+""")
_EMBEDDED = re.compile(
    r"\[(embed|youtube|vimeo|video|audio|tweet|instagram)\b[^\[\]]{0,300}\]\s*(https?://[^\s\[\]<\"]{4,2000})\s*\[/\1\]",
    re.IGNORECASE,
)
_BUILDERS = re.compile(
    r"(?:vc|et_pb|fusion|av|su|tatsu|mk|cs|ultimate|bsa|wpv|ninja|contact-form|elementor|rev|layerslider)[_-]",
    re.IGNORECASE,
)
_CUT_OFF = re.compile(
    r"\s*\[[a-zA-Z][\w-]{1,40}\s+[\w-]{1,40}=(?:[\"'“”″]|&quot;|&#\d{2,5};)[^\[\]<>]{0,2000}"
    r"(?:\[(?:…|\.{2,3}|&#8230;|&hellip;)\]?)?\s*((?:</\w{1,10}>\s*){0,5})\Z"
)
"""Of an excerpt that ends within a code."""
_CUT_OFF_AT_MOST = 2_500
_NUMBERED = re.compile(r"(?:(?<=>)|^)\s{0,3}\[[a-z][\w-]{1,30}:\d{1,8}\]\s{0,3}(?=<|$)", re.IGNORECASE)
_PLACED_LINK = re.compile(
    r"href=([\"'])/?\{(?:localLink|entry|asset|category|user|globalset):[^\"'<>{}|]{0,200}(?:\|\|([^\"'<>{}]{0,1000}))?\}"
    r"[^\"'<>{}]{0,200}\1",
    re.IGNORECASE,
)
"""Umbraco's and Craft's, with the address that it falls back on."""
_ALONE = frozenset({
    "gallery", "playlist", "audio", "video", "embed", "caption", "toc", "contact-form-7", "sharethis", "addtoany",
    "more", "wp_ad_camp", "adrotate", "mc4wp_form", "social_share", "jetpack_subscription_form",
    "page_break", "nextpage",
})  # fmt: skip


def without_tokens(markup: str) -> str:
    """Without what Joomla and Drupal would have replaced: `{loadposition x}`, `[[{"fid":"1",…}]]`. The title of a tab
    becomes a subhead, its text stays.
    """
    if "[[{" in markup:
        markup = _MEDIA_TOKEN.sub("", markup)
    markup = _PLACED_LINK.sub(lambda link: f"href={link[1]}{link[2]}{link[1]}" if link[2] else "", markup)
    markup = _PAIRED_TOKEN.sub("", _PLACED_TOKEN.sub("", markup))
    return _TAB_TOKEN.sub(lambda found: f"<h3>{found[1].strip()}</h3>" if found[1] else "", markup)


def without_shortcodes(markup: str) -> str:
    """WordPress's `[gallery ids="1,2"]` out, `[caption]` as a figure, `[embed]` as its address.

    `[…]`, `[sic]` and what an editor puts into a quotation stay: a shortcode has attributes, an end, or a name that is
    known.
    """
    if _MAY_BE.search(markup) is None:
        return markup
    markup = _NUMBERED.sub("", _SITE_TOKEN.sub("", markup))
    if cut := _CUT_OFF.search(markup, max(len(markup) - _CUT_OFF_AT_MOST, 0)):
        markup = f"{markup[: cut.start()]}{cut[1]}"
    if 0 < markup.count("[caption") <= _MOST_CAPTIONS:
        markup = _CAPTION.sub(r"<figure>\1<figcaption>\2</figcaption></figure>", markup)
    markup = _PLAYED.sub(r"<p>\1</p>", _EMBEDDED.sub(r"<p>\2</p>", markup))
    ended = {found[2].lower() for found in _SHORTCODE.finditer(markup) if found[1]}

    def out(found: re.Match[str]) -> str:
        name = found[2].lower()
        is_code = (
            found[1]
            or name in ended
            or ((name in _ALONE or "_" in name or ("-" in name and found[2].islower())) and _is_alone(found))
            or _BUILDERS.match(name)
            or _ATTRIBUTES.search(found[3])
        )
        return "" if is_code else found[0]

    return _SHORTCODE.sub(out, markup)


def _is_alone(found: re.Match[str]) -> bool:
    """Whether nothing but markup stands beside it: within a sentence `[video]` is a word of its writer."""
    text, before, after = found.string, found.start() - 1, found.end()
    return (before < 0 or text[before] in ">\n]") and (after >= len(text) or text[after] in "<\n[")
