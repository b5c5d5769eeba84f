"""The pictures of a text while it is read, each with what stands under it."""

from dataclasses import replace

from portal.feeds.body.caption import LONGEST, as_credit, captioned
from portal.feeds.body.image_source import address_of, is_picture
from portal.feeds.body.renditions import is_better, width_of_file
from portal.feeds.parsing.urls import resolve
from portal.model.article import Image

NEAR = 300
"""Characters: a caption without a class is no longer than that."""


class PictureFinds:
    """`found`: by address. `near`: the picture that a caption would be of, "" for one that we do not take (its caption
    goes with it), None where the last thing was text; `last`: the same, whatever came after it. `ahead`: a caption that
    came before its picture. `beside`: the srcset of every `source` of the `picture` at hand, and `narrow` of those that
    only narrow screens get. `count`: of every `img` met. `widths`: in pixels, by address, where they are said.
    """

    def __init__(self) -> None:
        self.found: dict[str, Image] = {}
        self.near: str | None = None
        self.ahead = ""
        self.beside = self.narrow = ""
        self.widths: dict[str, int] = {}
        self.count = 0
        self.last = ""

    def meet(self, attributes: dict[str, str], base: str | None) -> None:
        """An `img`. Whatever it is, what stands under it is its caption."""
        said, width = address_of(attributes, self.beside)
        if not said and self.narrow:
            said, width = address_of(attributes, self.narrow)
        self.count += 1
        address = resolve(said, base) if said else None
        self.near = self.last = ""
        if address and is_picture(address):
            alt = " ".join(attributes.get("alt", "").split()) or None
            if width:
                self.widths[address] = width
            self.add(Image(url=address, alt=alt))

    def add(self, image: Image) -> None:
        before = self.found.setdefault(image.url, image)
        if before.alt is None and image.alt:
            self.found[image.url] = image
        self.near = self.last = image.url
        if self.ahead:
            self.caption(self.ahead)
            self.ahead = ""

    def join(self, lazy: str, plain: str) -> None:
        """Two addresses of one picture, in the place of the first: what a script would have loaded, and what is shown
        without one. The latter is sure to be there.
        """
        if lazy == plain or lazy not in self.found or plain not in self.found:
            return
        wide, other = (width_of_file(address, self.widths.get(address, 0)) for address in (lazy, plain))
        kept, gone = (lazy, plain) if is_better(wide, than=other) else (plain, lazy)
        image = self.found[kept]
        image = replace(image, alt=image.alt or self.found[gone].alt)
        pairs = [(kept, image) if url == lazy else (url, one) for url, one in self.found.items() if url != plain]
        self.found = dict(pairs)
        self.near = self.last = kept

    def offer(self, srcset: str, media: str) -> None:
        """A `source` of the `picture` at hand."""
        if "max-width" in media and "min-width" not in media:
            self.narrow = f"{self.narrow}, {srcset}" if self.narrow else srcset
        else:
            self.beside = f"{self.beside}, {srcset}" if self.beside else srcset

    def caption(self, text: str, *, credit: bool = False) -> bool:
        """Whether `text` could be laid under a picture. `credit`: it only says whose it is."""
        if self.near is None or len(text) > LONGEST:
            return False
        image = self.found.get(self.near)
        if image is not None:
            self.found[self.near] = captioned(image, as_credit(text) if credit else text)
        return True
