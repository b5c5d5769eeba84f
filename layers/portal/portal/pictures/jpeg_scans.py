"""How many scans a JPEG has, before anything unpacks it: each goes over the whole picture, and may be twelve bytes.

Source: ITU-T T.81 (JPEG) §B.1.1, §B.2.
"""

import re

from portal.model.errors import PictureError

MOST_SCANS = 100
"""A progressive photo has some ten."""
MOST_SEGMENTS = 10_000
"""A photo with notes, a profile and a preview has some hundreds."""
_MARKER = re.compile(rb"\xff([^\x00\xff\xd0-\xd7])")
_WITHOUT_LENGTH = frozenset(b"\x01\xd8")
_END, _SCAN = 0xD9, 0xDA


def refuse_many_scans(body: bytes) -> None:
    """Raises PictureError. Looks at each byte once at most, and at no more segments than a picture has."""
    scans = at = 0
    for _ in range(MOST_SEGMENTS):
        found = _MARKER.search(body, at)
        if found is None or found[1][0] == _END:
            return
        at = found.end()
        if found[1][0] not in _WITHOUT_LENGTH:
            at += max(int.from_bytes(body[at : at + 2], "big"), 2)
        scans += found[1][0] == _SCAN
        if scans > MOST_SCANS:
            raise PictureError(f"has more than {MOST_SCANS} scans")
    raise PictureError(f"has more than {MOST_SEGMENTS} parts")
