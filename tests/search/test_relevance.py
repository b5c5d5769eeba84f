"""Questions whose answers are known, of the half that nobody tunes for."""

from pathlib import Path

from bench import relevance


def test_what_was_asked_for_is_found_and_comes_first(tmp_path: Path) -> None:
    engine = relevance.ours(tmp_path, relevance.articles(1_000))

    found = relevance.measured(engine, relevance.questions("held"))

    assert relevance.recall(found) >= 0.9
    assert relevance.mean_reciprocal_rank(found) >= 0.8
    by_kind = {kind: relevance.recall({kind: some}) for kind, some in found.items()}
    assert {kind: share for kind, share in by_kind.items() if share < 0.75} == {}
