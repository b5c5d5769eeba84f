"""The browser of who works in the newsroom: it keeps cookies, fills in the forms of a page, and presses a button."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

from lxml import html

from portal.desk.session import COOKIE
from reader import Answer, Browser

OWN_PAGE = {"sec-fetch-site": "same-origin", "sec-fetch-mode": "navigate"}
"""What a browser says of a request that a page of ours makes."""
FORM = "application/x-www-form-urlencoded"
NOBODY_PRESSES = "Geen knop «{}» op deze pagina: {}"


@dataclass
class Phone:
    """`cookies`: by name. `page`: what it shows."""

    browser: Browser
    cookies: dict[str, str] = field(default_factory=dict)
    page: Answer | None = None

    def ask(self, method: str, target: str, *, body: bytes = b"", headers: Mapping[str, str] = {}) -> Answer:
        """One request with the cookies that are kept; a redirect is not followed. A header that is "" is not sent."""
        said = {"cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} | dict(headers)
        named: dict[str, Any] = {name: value for name, value in said.items() if value}
        answer = self.browser.ask(method, target, body, **named)
        for line in answer.cookies:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
                if morsel["max-age"] == "0":
                    del self.cookies[name]
        return answer

    def open(self, target: str, **headers: str) -> Answer:
        """A page, at the end of every redirect within the site."""
        self.page = self._arrived(self.ask("GET", target, headers=headers))
        return self.page

    def send(self, target: str, fields: dict[str, str], **headers: str) -> Answer:
        """A form, as a page of ours sends it; a redirect is not followed."""
        said = {"content-type": FORM} | OWN_PAGE | headers
        body = urlencode(fields).encode()
        return self.ask("POST", target, body=body, headers={"content-length": str(len(body))} | said)

    def send_file(self, target: str, fields: dict[str, str], **files: bytes) -> Answer:
        """A form with files in it, as a page of ours sends it; a redirect is not followed."""
        said = 'Content-Disposition: form-data; name="{}"'
        parts = [f"--x\r\n{said.format(name)}\r\n\r\n{value}\r\n".encode() for name, value in fields.items()]
        for name, body in files.items():
            head = f'--x\r\n{said.format(name)}; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
            parts.append(head.encode() + body + b"\r\n")
        whole = b"".join([*parts, b"--x--\r\n"])
        headers = {"content-type": "multipart/form-data; boundary=x", "content-length": str(len(whole))} | OWN_PAGE
        return self.ask("POST", target, body=whole, headers=headers)

    def fields(self, action: str = "") -> dict[str, str]:
        """What the form of the shown page that goes to `action` would send, without a button."""
        form = next(one for one in self._forms() if one.get("action", "").endswith(action))
        return _values(form)

    def press(self, name: str, **changed: str) -> Answer:
        """The button or link called `name` on the shown page, with `changed` fields; shows what comes of it."""
        assert self.page
        for link in self.page.page.xpath("//a[@href]"):
            if _name_of(link) == name:
                return self.open(link.get("href"))
        for form in self._forms():
            for button in form.xpath(".//button"):
                if _name_of(button) == name:
                    said = {button.get("name"): button.get("value", "")} if button.get("name") else {}
                    if form.get("method") == "get":
                        return self.open(f"{form.get('action')}?{urlencode(_values(form) | changed)}")
                    answer = self.send(form.get("action"), _values(form) | changed | said)
                    self.page = self._arrived(answer)
                    return self.page
        raise AssertionError(NOBODY_PRESSES.format(name, self.page.text))

    def log_in(self, role: str, name: str = "Jo Kaai") -> None:
        """On a desk without a provider."""
        self.open("/redactie/inloggen")
        self.press("Log in", naam=name, rol=role)
        assert COOKIE in self.cookies

    def token(self) -> str:
        """Of a form that was not sent yet."""
        self.open("/redactie")
        return self.fields("/uitloggen")["bewijs"]

    def _arrived(self, answer: Answer) -> Answer:
        while answer.status == 303 and answer.headers["location"].startswith("/"):
            answer = self.ask("GET", answer.headers["location"])
        return answer

    def _forms(self) -> list[html.HtmlElement]:
        assert self.page
        found: list[html.HtmlElement] = self.page.page.xpath("//form")
        return found


def _name_of(element: html.HtmlElement) -> str:
    return " ".join((element.get("aria-label") or element.text_content()).split())


def _values(form: html.HtmlElement) -> dict[str, str]:
    """As a browser sends them: line ends as two characters, and of choices the chosen ones."""
    found = {}
    for one in form.xpath(".//input[@name] | .//textarea[@name] | .//select[@name]"):
        if one.get("type") in {"radio", "checkbox"} and one.get("checked") is None:
            continue
        if one.tag == "select":
            chosen = one.xpath(".//option[@selected]") or one.xpath(".//option")
            value = chosen[0].get("value", "")
        else:
            value = one.text or "" if one.tag == "textarea" else one.get("value", "")
        found[one.get("name")] = value.replace("\r\n", "\n").replace("\n", "\r\n")
    return found
