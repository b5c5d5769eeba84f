"""One conditional GET, within limits of time and size, from an address that was checked.

Standard library only, but for codings that are rare, so that the front door starts fast. Whatever goes wrong is a
FetchError. Sources: RFC 9110 §13 (conditions), §15.4 (redirects).
"""

import http.client
import ssl
import time

from portal.http.attempt import Attempt
from portal.http.codings import UnreadCodingError
from portal.http.connection import FetchDeadline, RefusedError
from portal.http.limits import LIMITS, FetchLimits
from portal.http.refusal import printable_line
from portal.http.request import ACCEPT, Login, request_headers
from portal.http.response import UNCONDITIONAL, Response, Validators
from portal.model.clock import Clock, system_clock
from portal.model.errors import FetchError


def fetch(
    url: str,
    *,
    user_agent: str,
    validators: Validators = UNCONDITIONAL,
    limits: FetchLimits = LIMITS,
    allow_loopback: bool = False,
    login: Login | None = None,
    accept: str = ACCEPT,
    clock: Clock = system_clock,
) -> Response:
    """What `url` answers. Only http and https on ports 80 and 443, to public addresses, within `limits`.

    `allow_loopback` adds loopback addresses, on any port, and nothing else. `login` is told to the host of `url` alone,
    over https alone (on loopback also without); credentials in a URL are refused. `clock`: by which a wait that ends at
    a moment is told in seconds. Raises FetchError, and nothing else.
    """
    started = time.monotonic()
    deadline = FetchDeadline(ends=started + limits.total)
    attempt = Attempt(
        url=url,
        headers=request_headers(user_agent, validators, accept),
        validators=validators,
        limits=limits,
        allow_loopback=allow_loopback,
        deadline=deadline,
        login=login,
        clock=clock,
    )
    try:
        return attempt.run(started)
    except FetchError:
        raise
    except TimeoutError as error:
        late = time.monotonic() >= deadline.ends - 0.05
        raise FetchError(url, f"took longer than {limits.total:g} s" if late else "did not answer in time") from error
    except ssl.SSLCertVerificationError as error:
        raise FetchError(url, f"has a certificate that is not trusted ({error.verify_message})") from error
    except RefusedError as error:
        raise FetchError(url, str(error)) from error
    except (http.client.IncompleteRead, EOFError) as error:
        raise FetchError(url, "broke off in the middle of its answer") from error
    except UnreadCodingError as error:
        raise FetchError(url, f"is compressed in a way that was not asked for ({printable_line(error)})") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise FetchError(url, f"cannot be fetched ({printable_line(error)})") from error
