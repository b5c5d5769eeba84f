"""Each refusal and failure as a page in Dutch that says what to do: here errors become status codes."""

import logging
from collections.abc import Mapping
from http import HTTPStatus

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from portal.desk.api_guard import Problem, ProblemError
from portal.desk.guard import DoorError, FormTooLargeError, LoginNeededError, NotAllowedError, SentBeforeError
from portal.desk.login import HOME, onward_of
from portal.desk.openid import LoginRefusedError, UnreachableError
from portal.desk.rendering import NOBODY
from portal.desk.services import Services
from portal.model.errors import ParameterError, StorageError
from portal.web.errors import Handler

logger = logging.getLogger("portal")

WORTH_KEEPING = 20
"""Characters of a field that somebody would not like to type again."""


class Refusals:
    """A handler for each kind of error."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def handlers(self) -> dict[type[Exception], Handler]:
        """For FastAPI's `exception_handlers`."""
        return {
            DoorError: self.door,
            LoginRefusedError: self.login,
            UnreachableError: self.unreachable,
            ParameterError: self.unreachable,
            StorageError: self.unreachable,
            HTTPException: self.http,
            ProblemError: self.problem,
            RequestValidationError: self.invalid,
            Exception: self.failed,
        }

    async def door(self, request: Request, error: Exception) -> Response:
        """Who is not let in, and who sends what no page of ours gave them."""
        match error:
            case LoginNeededError() if request.method in ("GET", "HEAD"):
                return self._to_login(request)
            case LoginNeededError(kept=kept):
                return self._page("session-over", 401, kept=_worth_keeping(kept))
            case NotAllowedError(name=name, least=least):
                return self._page("not-allowed", 403, name=name, least=least)
            case SentBeforeError():
                return self._page("sent-before", 409)
            case FormTooLargeError():
                return self._page("trouble", 413, words="Dit is te groot om te versturen.")
        logger.warning("a form was refused: %s", error)
        return self._page("trouble", 403, words="Dit formulier kwam niet van deze site. Open de pagina opnieuw.")

    def _to_login(self, request: Request) -> Response:
        """By a page where a form may have asked, that of the search: a browser lets no redirect lead a form to the
        provider, which is another site. Source: CSP Level 3 §6.4.1, form-action, as Chromium has it.
        """
        login = f"{HOME}/inloggen?verder={onward_of(request.url.path)}"
        return self._page("to-login", 401, login=login) if request.url.query else RedirectResponse(login, 303)

    async def login(self, _: Request, error: Exception) -> Response:
        """A login that did not come about; why, is for who reads the log."""
        logger.warning("a login was refused: %s", error)
        return self._page("login-refused", 403)

    async def unreachable(self, request: Request, error: Exception) -> Response:
        """Table, secret or provider do not answer."""
        logger.error("the newsroom cannot work: %s", error)
        if _is_programs(request):
            return _problem(503, "a service that the newsroom needs does not answer; try again", {"retry-after": "30"})
        words = "Een dienst die de redactie nodig heeft antwoordt niet. Probeer het over een minuut nog eens."
        return self._page("trouble", 503, words=words)

    async def http(self, request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        if _is_programs(request):
            return _problem(status, "there is nothing at this address, or not for this method")
        path = request.url.path
        if status == 404 and path != path.rstrip("/") and request.method in ("GET", "HEAD"):
            return RedirectResponse(path.rstrip("/"), status_code=303)
        words = "Deze pagina is er niet." if status == 404 else "Dat kan hier niet."
        answer = self._page("trouble", status, words=words)
        answer.headers.update((error.headers or {}) if isinstance(error, HTTPException) else {})  # which methods may be
        return answer

    async def problem(self, _: Request, error: Exception) -> Response:
        """To a program."""
        status, detail = (error.status, error.detail) if isinstance(error, ProblemError) else (500, "")
        headers = {"www-authenticate": "Bearer"} if status == 401 else {}
        return _problem(status, detail, headers)

    async def invalid(self, request: Request, error: Exception) -> Response:
        """Fields that are not what they have to be."""
        if not _is_programs(request):
            return self._page("trouble", 422, words="Wat je stuurde kon niet worden gelezen.")
        found = error.errors() if isinstance(error, RequestValidationError) else []
        return _problem(422, "; ".join(f"{'.'.join(map(str, one['loc'][1:]))}: {one['msg']}" for one in found))

    async def failed(self, request: Request, _: Exception) -> Response:
        """Of ours; its cause goes to the log (web.middleware)."""
        if _is_programs(request):
            return _problem(500, "something failed here; it is in the log")
        return self._page("trouble", 500, words="Er ging iets mis bij ons. Probeer het nog eens.")

    def _page(self, template: str, status: int, **values: object) -> Response:
        return self._services.pages.answer(template, reader=NOBODY, now=self._services.clock(), status=status, **values)


def _is_programs(request: Request) -> bool:
    return request.url.path.startswith(f"{HOME}/api/")


def _problem(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    body = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail)
    media_type = "application/problem+json"
    return Response(body.model_dump_json(), status_code=status, headers=headers, media_type=media_type)


def _worth_keeping(kept: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in kept.items() if len(text) > WORTH_KEEPING}
