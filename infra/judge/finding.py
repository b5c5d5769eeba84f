"""What the judge says: of one resource, which rule it breaks, and on whose authority."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, order=True, kw_only=True)
class Finding:
    """`rule`: its name; `where`: stack and logical id; `source`: who says so."""

    rule: str
    where: str
    words: str
    source: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.words}  [{self.rule}{f'; {self.source}' if self.source else ''}]"


Findings = Iterator[Finding]


def unless(rule: str, where: str, source: str, checks: Mapping[str, bool]) -> Findings:
    """A finding for each of `checks` that does not hold; its words say what is wrong then."""
    return (Finding(rule=rule, where=where, words=words, source=source) for words, holds in checks.items() if not holds)
