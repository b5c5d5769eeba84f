"""A table of how systems mark what is no text: which class or id means furniture, caption, credit, card.

A newsroom engineer adds a row to ROLES: the system, a selector, what it is. A selector is `tag`, `.class`, `#id` or
`[attribute=value]`, with `*` for any characters, perhaps with a tag before it; one class of several is enough.
Sources: the themes and plug-ins of the systems themselves; each row has been met in a feed.
"""

import re
from enum import Enum
from functools import lru_cache

ATTRIBUTE = re.compile(r' ([a-z][a-z0-9-]*)="([^"]*)"')


class Role(Enum):
    """FURNITURE: of the site and not of the text, unless `furniture` finds the text in it. OUTSIDE: never of the text.
    AMBIGUOUS: furniture where no sentence and no document stands in it. LABEL: of the value that stands behind it.
    CAPTION, CREDIT: of the picture beside it. CARD: a link to something else, drawn as a box. HIDDEN: not shown, unless
    a reader unfolds it. STRUCK, BOLD, ITALIC, RAISED, LOWERED: inline, by its class or its style (`struck_styles`).
    """

    TEXT = ""
    FURNITURE = "furniture"
    OUTSIDE = "outside"
    AMBIGUOUS = "ambiguous"
    LABEL = "label"
    CAPTION = "caption"
    CREDIT = "credit"
    CARD = "card"
    HIDDEN = "hidden"
    STRUCK = "s"
    BOLD = "b"
    ITALIC = "i"
    RAISED = "sup"
    LOWERED = "sub"


_FURNITURE = {
    "any": "form button input dialog .noprint .no-print .print-only "
    ".breadcrumb* .pagination .comments-link .comment-respond .post-comments .reacties-link .post-views .view-count "
    ".read-more-link .table-of-contents",
    "not shown": ".screen-reader-text .sr-only .visually-hidden .visuallyhidden .element-invisible",
    "offers": "nav .advertisement .advertentie .advert .adsbygoogle .ad-slot .ad-container .banner-ad "
    ".newsletter-signup* .newsletter-form* .newsletter-subscribe* .nieuwsbrief-aanmelden* "
    ".cookie-notice* .cookie-bar* .cookie-banner* .cookie-consent* .cookie-law* .cookie-melding* .cookie-message* "
    ".cookie-info* .cookie-warning* .cookie-placeholder* .cookie-popup* .cookie-wall* .cookiewall* "
    ".author-box .author-bio .related-posts .related-articles .relatedposts .gerelateerd .gerelateerde-*",
    "share blocks": ".share-button* .share-bar* .share-links .share-icons* .share-this "
    ".sharing-screen-reader-text .social-share* .social-links .social-icons "
    ".*-share-buttons .*share-buttons* .post-share* .entry-share .deel-knop* .deel-via* .deelbalk "
    ".deelknoppen .shariff* .addtoany* "
    ".a2a_* .heateor* .ssba* .essb_* .mashsb* .feedflare .at-share* .addthis* .sharethis*",
    "WordPress": ".post-navigation .nav-links .wp-block-buttons .wp-block-social-links .wp-block-latest-posts "
    ".wp-block-comments* .wp-block-post-* .wp-block-query* .yarpp* .mc4wp-* .mailpoet* .wpcf7* #toc_container "
    ".ez-toc* "
    ".lwptoc* .wp-polls .rp4wp* .molongui* .abh_* .saboxplugin* .tptn_* "
    + " ".join(f".code-block-{digit}*" for digit in range(1, 10)),
    "Jetpack": ".sharedaddy .sd-sharing* .sd-like* .jp-relatedposts #jp-relatedposts .jp-post-flair #jp-post-flair "
    ".wpl-likebox .jetpack-likes* .likes-widget*",
    "Ghost": ".kg-signup-card .kg-toggle-heading-icon .kg-audio-player .kg-audio-thumbnail .kg-video-controls* "
    ".kg-video-overlay .kg-video-large-play* .gh-post-upgrade-cta*",
    "Drupal": ".field--name-title .field--name-uid .field--name-created .field--name-changed .field-name-title "
    ".field-name-author .field-name-post-date .node__links .node__submitted "
    ".statistics-counter [typeof=schema:Person] .field--name-field-tag* .field-name-field-tag* "
    ".field-type-taxonomy-term-reference .field--type-taxonomy* .add-to-any",
    "tags": ".tags-links .tag-links .post-tags .entry-tags .post-categories .cat-links .taglist .tag-list .tags-list "
    ".article-tags .news-tags .post-meta .entry-meta .entry-footer",
    "paywalls": ".paywall* .premium-block .premium-wall .regwall .registration-wall .subscribe-wall .subscription-wall "
    ".wc-memberships-restriction* .pmpro_content_message .mepr-unauthorized* .rcp_restricted* .leaky_paywall* "
    ".abonneer-* .abonnee-blok .piano-* .gh-cta*",
    "municipal": ".readspeaker* .rs_skip .rsbtn* .rs_addtools .iprox-rating* .iprox-feedback* .siteimprove* "
    ".feedback-form* .feedback-block* .feedback-box* .feedback-button* .feedback-widget* .feedback-link* "
    ".feedback-bar* .feedback-container* .feedback-wrapper* .feedback-section* .feedback-vraag* .skiplink* .lees-voor",
    "tabs": ".nav-tabs .nav-pills .tabs-nav .tab-nav .*tabs-list .et_pb_tabs_controls .elementor-tabs-wrapper",
    "Joomla": ".article-info .pagenavigation .pagenav .content_rating .item-page-info",
    "plug-ins": ".swp_social_panel* .et_pb_social_media_follow* .social-sharing-buttons* "
    ".better-social-sharing-buttons* .kk-star-ratings* .ns-buttons .wp_ulike* .fb-share-button .fb-like "
    ".cmplz-placeholder .cmplz-blocked-content-notice* .comments-area ul.actions "
    ".comment-wrapper .ad-block .rt-reading-time .span-reading-time .skip-link .beyondwords* .blogger-post-footer "
    ".crp_related* .subscription-widget* p.button-wrapper .powerpress_links* .kg-cta-card .kg-video-player*",
    "networks": ".outbrain* .taboola* #taboola* .trc_* .ob-widget*",
}
_NEVER_TEXT = frozenset({"not shown", "offers", "paywalls", "networks"})
"""Rows of furniture that says something in sentences, of others or to nobody."""
_AMBIGUOUS = {
    "any": ".social-media .delen .code-block .page-info .pageinfo .toolbar",
    "Drupal": "ul.links",
}
_TEXTS = {
    "any": ".paywall-content .paywall-body .paywall-text",
    "WordPress": ".wp-block-post-content .wp-block-post-excerpt",
}
"""Named as furniture is, and never furniture."""
_LABELS = ".field__label .field-label .field--label"
_FOLDED = {
    "any": ".*accordion* .accordeon* .harmonica* .collaps* .*-collaps* .panel-body .panel-content .*tab-content "
    ".*tab-pane* .*tab-panel* .*tabpanel* .toggle-content .*toggle_content* .*toggle-content* .spoiler* .*-spoiler* "
    ".faq* .*-faq* .*faq-* .uitklap* .inklap* .expand* .*-expand* .fold* .*-fold .*unfold* .read-more-content "
    ".more-text .moretext .readmore-content .lees-meer-* .antwoord* .answer*",
}
"""What a reader unfolds: its text is the article's, though it is not shown at first."""
_CAPTIONS = {
    "any": "figcaption .caption .*-caption .*_caption .*__caption .caption-text .captiontext .*-caption-text "
    ".image-description .bijschrift .*-bijschrift .*bijschrift .onderschrift .*onderschrift",
    "WordPress": ".wp-caption-text .wp-element-caption .wp-caption-dd #caption-attachment-*",
    "Drupal": ".field--name-field-caption .field--name-field-*-caption .field-name-field-*caption .image-field-caption",
}
_NO_CAPTIONS = "table .wp-caption .has-caption .hascaption .with-caption .kg-card-hascaption .no-caption"
_CREDITS = {
    "any": ".credit .credits .*-credit .*-credits .*__credit .photo-by .fotograaf .*-fotograaf .photographer "
    ".image-source .isc-source-text .image-copyright .photo-copyright .foto-copyright .field--name-field-copyright "
    ".field--name-field-*credit .field--name-field-*fotograaf .media-source .media-credit",
}
_CARDS = {
    "Ghost": ".kg-bookmark-card .kg-audio-card .kg-file-card .kg-button-card .kg-video-card .kg-embed-link",
    "WordPress": ".wp-block-file .wp-embed blockquote.wp-embedded-content .bookmark-card .link-card",
    "Wix": ".link-preview* .*-link-preview*",
    "networks": ".embedly-card blockquote.instagram-media .embedded-post-wrap",
    "Superdesk": ".embed-block--link",
}
ROLES: tuple[tuple[Role, dict[str, str]], ...] = (
    (Role.TEXT, _TEXTS),
    (Role.OUTSIDE, {system: row for system, row in _FURNITURE.items() if system in _NEVER_TEXT}),
    (Role.FURNITURE, {system: row for system, row in _FURNITURE.items() if system not in _NEVER_TEXT}),
    (Role.AMBIGUOUS, _AMBIGUOUS),
    (Role.LABEL, {"Drupal": _LABELS}),
    (Role.CARD, _CARDS),
    (Role.TEXT, {"any": _NO_CAPTIONS}),
    (Role.STRUCK, {"any": "span.line-through span.strikethrough span.doorgehaald span.text-decoration-line-through"}),
    (Role.CREDIT, _CREDITS),
    (Role.CAPTION, _CAPTIONS),
)
"""The first that fits counts. `*` within a word stands for any characters."""
_STYLES = (
    (Role.BOLD, re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)),
    (Role.ITALIC, re.compile(r"font-style\s*:\s*italic", re.IGNORECASE)),
    (Role.RAISED, re.compile(r"vertical-align\s*:\s*super", re.IGNORECASE)),
    (Role.LOWERED, re.compile(r"vertical-align\s*:\s*sub\b", re.IGNORECASE)),
)
STYLES = (Role.STRUCK, *(role for role, _ in _STYLES))
FURNITURE = (Role.FURNITURE, Role.OUTSIDE, Role.AMBIGUOUS)
"""What is not of the text, unless the text itself says otherwise (furniture). Not sets, for an Enum is slow to hash."""
_NOT_SHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SELECTOR = re.compile(
    r"(?P<tag>[a-z0-9]*)(?:(?P<kind>[.#])(?P<name>[^\[]+)|\[(?P<attribute>[a-z-]+)=(?P<value>[^\]]+)\])?"
)


def _compiled() -> list[tuple[Role, re.Pattern[str]]]:
    """One pattern a role, over the marks of an element (`_marks`), one a line."""
    return [(role, _of_systems(systems)) for role, systems in ROLES]


def _of_systems(systems: dict[str, str]) -> re.Pattern[str]:
    selectors = [selector for text in systems.values() for selector in text.split()]
    return re.compile("|".join(map(_pattern, selectors)), re.MULTILINE)


def _pattern(selector: str) -> str:
    found = _SELECTOR.fullmatch(selector)
    if found is None:
        raise ValueError(f"no selector: {selector}")
    kind, name = found["kind"] or "", found["name"] or ""
    mark = f"{kind}{name}" if kind else f"[{found['attribute']}={found['value']}]" if found["attribute"] else ""
    tag = found["tag"] or "[a-z0-9]+"
    return rf"^{tag} {re.escape(mark).replace(re.escape('*'), '[^ ]*')}$"


_ROLES = _compiled()
_UNFOLDS = _of_systems(_FOLDED)


@lru_cache(maxsize=4096)  # a feed writes the same few hundred start tags all the time
def role_of(tag: str, attributes: str) -> Role:
    """What an element with this start tag is; `attributes` as the sanitiser writes them, "" for none."""
    found = dict(ATTRIBUTE.findall(attributes))
    marks = "\n".join(_marks(tag, found))
    role = next((role for role, pattern in _ROLES if pattern.search(marks)), Role.TEXT)
    if tag == "button" and _UNFOLDS.search(marks):
        return Role.TEXT
    style = found.get("style", "")
    if "hidden" in found or _NOT_SHOWN.search(style):
        if role in FURNITURE:
            return Role.OUTSIDE
        return role if _UNFOLDS.search(marks) else Role.HIDDEN
    if role is Role.TEXT and style:
        return next((role for role, pattern in _STYLES if pattern.search(style)), Role.TEXT)
    return role


def _marks(tag: str, attributes: dict[str, str]) -> list[str]:
    """`div .share-links`, `div #toc`, `div [hidden=]`, and `nav ` of the tag alone."""
    marks = [f"{tag} "]
    for name, value in attributes.items():
        if name == "class":
            marks += [f"{tag} .{token}" for token in value.lower().split()[:40]]
        elif name == "id":
            marks.append(f"{tag} #{value.strip().lower()}")
        else:
            marks.append(f"{tag} [{name}={'-'.join(value.split())}]")
    return marks
