"""SnapStart: what is done before the snapshot, and what is forgotten after it."""

from collections.abc import Iterator
from typing import Any

import pytest
import snapshot_restore_py as hooks
from mangum import Mangum

from newsdesk import Desk
from portal.model.errors import ParameterError
from portal.storage.table import Table
from portal.web.app import create_app
from portal.web.composer import Composer
from portal.web.context import Context
from portal.web.origin_verify import OriginLock
from portal.web.snapstart import prepare_for_snapshot
from samples import NOW, article

SNAPSHOT = {"AWS_LAMBDA_INITIALIZATION_TYPE": "snap-start"}


@pytest.fixture(autouse=True)
def _no_hooks_left() -> Iterator[None]:
    yield
    hooks.get_before_snapshot().clear()
    hooks.get_after_restore().clear()


def run(registered: list[Any]) -> None:
    for function, arguments, named in registered:
        function(*arguments, **named)


def test_elsewhere_nothing_is_registered() -> None:
    prepare_for_snapshot({}, print, lock=None, forget=(print,))

    assert hooks.get_before_snapshot() == []
    assert hooks.get_after_restore() == []


def test_a_page_is_made_before_the_snapshot_also_behind_a_lock(context: Context, table: Table) -> None:
    lock = OriginLock(lambda _: ("sesam",))
    handler = Mangum(create_app(context, table, lock=lock), lifespan="off")
    answers: list[Any] = []

    prepare_for_snapshot(SNAPSHOT, lambda *event: answers.append(handler(*event)), lock=lock, forget=())
    run(hooks.get_before_snapshot())

    assert [answer["statusCode"] for answer in answers] == [200]
    assert table.meter.rounds == 1


def test_after_the_restore_nothing_of_the_time_before_is_shown(context: Context, table: Table, desk: Desk) -> None:
    composer = Composer(context.site, table, monotonic=lambda: 0.0)  # it stands still, as in a snapshot
    handler = Mangum(create_app(context, table, composer=composer), lifespan="off")
    prepare_for_snapshot(SNAPSHOT, handler, lock=None, forget=(composer.forget, table.disconnect))
    run(hooks.get_before_snapshot())
    desk.publish(article())
    assert composer.front(NOW).latest == ()

    run(hooks.get_after_restore())

    assert [teaser.headline for teaser in composer.front(NOW).latest] == ["Veerpont vaart weer"]


def test_the_lock_looks_again_after_the_restore() -> None:
    values = ["oud"]
    lock = OriginLock(lambda _: tuple(values), monotonic=lambda: 0.0)
    lock.opens_for(b"oud")
    values[:] = ["nieuw"]
    prepare_for_snapshot(SNAPSHOT, print, lock=lock, forget=())

    run(hooks.get_after_restore())

    assert lock.opens_for(b"nieuw")
    assert not lock.opens_for(b"oud")


def test_a_page_that_cannot_be_made_does_not_stop_the_release(caplog: pytest.LogCaptureFixture) -> None:
    def read(_: object) -> tuple[str, ...]:
        raise ParameterError("/lock: not there yet")

    prepare_for_snapshot(SNAPSHOT, print, lock=OriginLock(read), forget=())
    run(hooks.get_before_snapshot())

    assert "without a page made before it" in caplog.text
