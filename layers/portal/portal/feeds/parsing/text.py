"""From bytes to text, whatever the label says.

A byte order mark wins, then UTF-8 where the bytes are valid UTF-8, then the declared label, then windows-1252: labels
lie far more often than valid UTF-8 does. Source: WHATWG Encoding (iso-8859-1 and us-ascii mean windows-1252), RFC 7303.
"""

import codecs
import re
from email.message import Message

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""^[^<]{0,200}<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_TRUSTED = re.compile(
    r"iso-?8859-(?!1$)\d{1,2}|(windows-|cp)125\d|koi8-[ru]|macintosh|gb\w{1,8}|big5|shift_jis|euc-\w\w"
)
_UTF16 = re.compile(rb"(?:[\s]\0){0,20}[<{\[]\0|(?:\0[\s]){0,20}\0[<{\[]")
_PIECE = 100_000
_C1_BYTES = re.compile(rb"\xc2[\x80-\x9f]")
_C1 = {value: bytes([value]).decode("cp1252", "replace") for value in range(0x80, 0xA0)}
_BLANKS = "\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_BLANK = re.compile(f"[{_BLANKS}]")
_PIECES = re.compile(f".{{1,{_PIECE}}}[\udc00-\udfff]?", re.DOTALL)  # never between the halves of a pair
# Embeddings, overrides and isolates reach to the end of a paragraph, into words of ours. Marks (U+200E-F, U+061C)
# and the joiners of emoji and Arabic concern their neighbours alone, and stay where these are no Latin letters.
# Source: UAX #9, 2.
_TURNS = "\u202a-\u202e\u2066-\u2069"
# A place where a word may break is no part of it: the word has to be found, and stands in an address.
_BREAKS = "\u00ad\u200b\u2060"
_LINE_BLANKS = ("\n", "\r", "\t", "\xa0", "\f", "\v")
_JOINER = re.compile("(?<=[A-Za-zÀ-ɏ])[\u200c-\u200f\u061c]+(?=[A-Za-zÀ-ɏ ])")
_CONTROL = re.compile(
    f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{_BREAKS}{_TURNS}\ufdd0-\ufdef\ufeff\ufffe\uffff\ud800-\udfff]"
)
_ODD = re.compile(f"{_CONTROL.pattern[:-1]}{_BLANKS}\u200c-\u200f\u061c]")


def decode(body: bytes, charset: str | None = None) -> str:
    """The text of `body`; never raises. `charset` is the label of the HTTP answer, if it had one.

    What stands for a windows-1252 character in the range of control characters (0x80-0x9f) becomes that character.
    """
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    if _UTF16.match(body):
        return body.decode("utf-16-be" if body[:1] == b"\0" else "utf-16-le", "replace")
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return _without_utf8(body, charset)
    return text.translate(_C1) if _C1_BYTES.search(body) else text


def charset_of(content_type: str | None) -> str | None:
    """The charset parameter of a Content-Type, or None."""
    if not content_type or "charset" not in content_type.lower():
        return None
    message = Message()
    message["Content-Type"] = re.sub(r"[^\x20-\x7e]", "", content_type)
    value = message.get_param("charset")
    return value.lower().strip() if isinstance(value, str) else None


def without_controls(text: str) -> str:
    """`text` without characters that XML forbids, no reader can see, or that turn the reading direction around;
    windows-1252 in disguise is put right.

    Every kind of blank becomes a plain one. Halves of a surrogate pair are joined where both are there, else each is
    replaced by U+FFFD.
    """
    if text.isprintable() or not _ODD.search(text):
        return text
    if len(text) > _PIECE:  # in pieces: what is made of ten megabytes at once would be sixty
        return "".join(_without_controls(piece[0]) for piece in _PIECES.finditer(text))
    return _without_controls(text)


def with_single_blanks(text: str) -> str:
    """`text` on one line, no two blanks in a row. Linear: each round halves the blanks that are too many."""
    for blank in _LINE_BLANKS:
        if blank in text:
            text = text.replace(blank, " ")
    while "  " in text:  # four first, as between the blocks of WordPress
        text = text.replace("    ", " ").replace("  ", " ")
    return text


def _without_controls(text: str) -> str:
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _JOINER.sub("", _BLANK.sub(" ", _CONTROL.sub("", whole.translate(_C1))))


def _without_utf8(body: bytes, charset: str | None) -> str:
    text = body.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    whole = len(text) - len(text.encode("ascii", "ignore")) - damaged
    if whole > damaged:
        return text  # in another encoding hardly one character would be valid UTF-8
    declared = _DECLARED.search(body)
    for label in (charset, declared and declared[1].decode("ascii").lower()):
        if label and _TRUSTED.fullmatch(label):
            try:
                return body.decode(label, "replace")
            except LookupError:
                continue
    return body.decode("cp1252", "replace")
