"""The newsroom's login: whether the provider answers as the one that site.toml names, and whether anybody is let in."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from portal.cli.doctor.finding import Findings, Room
from portal.cli.stack import Stack
from portal.model.desk import Desk
from portal.model.errors import PortalError

DISCOVERY = "/.well-known/openid-configuration"
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
"""Without any of these nobody logs in. Source: OpenID Connect Discovery 1.0, §3."""

Discover = Callable[[str], bytes]
"""What an address answers. Raises PortalError."""


def of_desk(desk: Desk, stack: Stack | None, read: Discover) -> Findings:
    """Nothing of a portal without one."""
    room = Room("newsroom")
    made_here = stack.outputs.get("DeskIssuer", "") if stack else ""
    issuer = made_here or desk.issuer
    if stack:
        yield from _switch(room, desk, stack)
    if made_here and desk.issuer not in ("", made_here):
        yield room.problem(
            f"people log in at {made_here}, and desk.issuer of site.toml is {desk.issuer}",
            "take issuer and client_id out of [desk], or deploy with Desk=openid",
        )
    if issuer:
        yield from _provider(room, issuer, read)


def _switch(room: Room, desk: Desk, stack: Stack) -> Findings:
    """A login that the stack made has groups of its own, which are let in without a word in site.toml."""
    is_on = stack.parameters.get("Desk", "off") != "off"
    is_own = "DeskIssuer" in stack.outputs
    if is_on and not desk.members and not is_own:
        yield room.problem("the newsroom lets nobody in", "name people in [desk] of site.toml (docs/deploying.md)")
    elif is_on and not desk.issuer and not is_own:
        yield room.problem(
            "the newsroom has no provider to log in at",
            "write issuer and client_id in [desk] of site.toml, or deploy with Desk=cognito",
        )
    elif desk.members and not is_on:
        yield room.advice("site.toml has people for a newsroom that is off", "deploy with Desk=openid or Desk=cognito")


def _provider(room: Room, issuer: str, read: Discover) -> Findings:
    """What it says of itself has to begin with its own name, to the letter: a token of any other is refused."""
    address = issuer.removesuffix("/") + DISCOVERY
    remedy = "desk.issuer is to be as the provider writes it, with or without a slash at its end"
    try:
        said = _object(read(address))
    except (PortalError, ValueError) as error:
        yield room.problem(f"{address} is not what a provider says of itself: {error}", remedy)
        return
    missing = [name for name in NEEDED if not str(said.get(name, "")).startswith("https://")]
    methods = said.get("code_challenge_methods_supported")
    if said.get("issuer") != issuer:
        yield room.problem(f"the provider at {issuer} calls itself {said.get('issuer')}", remedy)
    elif missing:
        yield room.problem(f"{address} names no {', '.join(missing)}", "ask who looks after the provider")
    elif methods is not None and "S256" not in methods:
        yield room.advice(f"{issuer} does not say that it knows PKCE", "see that a login works")
    else:
        yield room.ok(f"people log in at {issuer}")


def _object(body: bytes) -> Mapping[str, Any]:
    """Raises ValueError."""
    found = json.loads(body)
    if not isinstance(found, dict):
        raise ValueError("it is no JSON object")  # noqa: TRY004  what came is wrong, not how this was called
    return found
