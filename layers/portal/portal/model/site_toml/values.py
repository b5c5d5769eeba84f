"""Values of a TOML file, read one by one; mistakes are collected, each with its key and what to do."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from portal.model.errors import Mistake
from portal.model.feed import LONGEST_RETENTION
from portal.model.slug import is_slug


class TomlValues:
    """A value that is refused becomes a harmless one, so that reading goes on. `local` allows what only makes sense on
    this machine. Keys are written as a reader would write them: `feeds[2]`.
    """

    def __init__(self, *, local: bool) -> None:
        self.local = local
        self.mistakes: list[Mistake] = []

    def refuse(self, key: str, remedy: str) -> None:
        self.mistakes.append(Mistake(key=key, remedy=remedy))

    def only(self, row: dict[str, object], key: str, allowed: tuple[str, ...]) -> None:
        for name in sorted(row.keys() - set(allowed)):
            place = f"{key}.{name}" if key else name
            self.refuse(place, f"is not a key that we know; {meant(name, allowed)}allowed here: {', '.join(allowed)}")

    def rows(self, table: dict[str, object], key: str) -> Iterator[tuple[str, dict[str, object]]]:
        rows = table.get(key, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self.refuse(key, f"must be an array of tables; write [[{key}]] above each one")
            return
        for number, row in enumerate(rows, 1):
            yield f"{key}[{number}]", row

    def unique(self, key: str, name: str, values: list[str]) -> None:
        for number, value in enumerate(values, 1):
            if value and value in values[: number - 1]:
                first = values.index(value) + 1
                self.refuse(f"{key}[{number}].{name}", f"{value!r} is taken by {key}[{first}]; each needs its own")

    def former(self, key: str, name: str, given: list[tuple[str, ...]]) -> None:
        """A former id or slug may not be in use, nor be another's former one."""
        present = {now: number for number, (now, *_) in enumerate(given, 1)}
        taken: dict[str, int] = {}
        for number, (_, *was) in enumerate(given, 1):
            for one in was:
                if one in present:
                    self.refuse(f"{key}[{number}].was", f"{one!r} is the {name} of {key}[{present[one]}] today")
                elif one in taken:
                    self.refuse(f"{key}[{number}].was", f"{one!r} stands at {key}[{taken[one]}] already")
                taken[one] = number

    def text(self, row: dict[str, object], key: str, name: str) -> str:
        value = row.get(name)
        if name not in row:
            self.refuse(f"{key}.{name}", "is missing")
        elif not isinstance(value, str) or not value.strip() or any(ord(letter) < 32 for letter in value):
            self.refuse(f"{key}.{name}", "must be text of one line, not empty")
        else:
            return value.strip()
        return ""

    def slug(self, row: dict[str, object], key: str, name: str) -> str:
        value = self.text(row, key, name)
        if value and not is_slug(value):
            self.refuse(f"{key}.{name}", f"{value!r} may hold only a-z, 0-9 and single hyphens between them")
        return value

    def was(self, row: dict[str, object], key: str, name: str) -> tuple[str, ...]:
        was = row.get("was", [])
        if not isinstance(was, list) or not all(isinstance(one, str) and is_slug(one) for one in was):
            self.refuse(f"{key}.was", f'must be a list of what its {name} was before, such as ["oud"]')
            return ()
        return tuple(was)

    def flag(self, row: dict[str, object], key: str, name: str) -> bool:
        value = row.get(name, False)
        if not isinstance(value, bool):
            self.refuse(f"{key}.{name}", "must be true or false")
        return value is True

    def number(self, row: dict[str, object], key: str, name: str, usual: int, *, most: int) -> int:
        value = row.get(name, usual)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
            self.refuse(f"{key}.{name}", f"must be a whole number from 0 to {most}")
            return usual
        return value

    def retention(self, row: dict[str, object], key: str, name: str = "retention_days", usual: int = 0) -> int:
        days = row.get(name, usual)
        if not isinstance(days, int) or isinstance(days, bool) or not 0 <= days <= LONGEST_RETENTION:
            self.refuse(f"{key}.{name}", f"must be a whole number of days to {LONGEST_RETENTION}; 0 is for ever")
            return usual
        return days

    def one_of(self, row: dict[str, object], key: str, name: str, allowed: tuple[str, ...]) -> str:
        value = row.get(name, allowed[0])
        if value not in allowed:
            remedy = f"{meant(value, allowed)}it is one of: {', '.join(allowed)}"
            self.refuse(f"{key}.{name}", f"{value!r} is not known; {remedy}")
        return str(value)

    def url(self, row: dict[str, object], key: str, *, schemes: tuple[str, ...]) -> str:
        url = self.text(row, key, "url")
        fault = self.fault_in(url, schemes=schemes) if url else None
        if fault:
            self.refuse(f"{key}.url", f"{url!r} {fault}")
        return url

    def fault_in(self, url: str, *, schemes: tuple[str, ...]) -> str | None:
        """Why this is no URL that can be used, or None."""
        try:
            parts = urlsplit(url)
            host, _ = parts.hostname, parts.port
        except ValueError as error:
            return f"is not a URL ({error})"
        if re.search(r"[\s<>\"\\]", url) or not host or not parts.scheme:
            return "is not a URL"
        if parts.username or parts.password:
            return "must not hold a name or password"
        if parts.scheme not in schemes and not (self.local and parts.scheme == "http"):
            return f"must begin with {' or '.join(f'{scheme}://' for scheme in schemes)}"
        return None


def meant(word: object, known: Iterable[str]) -> str:
    """What whoever wrote `word` most likely meant, as part of a sentence; "" where nothing is near."""
    from difflib import get_close_matches  # noqa: PLC0415  a good file needs no guesses

    near = get_close_matches(str(word), list(known), 1)
    return f"did you mean {near[0]}? " if near else ""


def unknown_section(section: object, slugs: list[str]) -> str:
    """Why `section` is refused, where `slugs` are those that there are."""
    return f"unknown section {section!r}; {meant(section, slugs)}it is one of: {', '.join(slugs)}"
