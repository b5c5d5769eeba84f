"""A request to ourselves: before a snapshot is taken, and when a release is tried."""

from typing import Any

from portal.web.origin_verify import HEADER


def request_as_cdn(path: str, key: str) -> dict[str, Any]:
    """A request as API Gateway would send it for the CDN, which knows the `key`."""
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"host": "ourselves", HEADER: key},
        "requestContext": {
            "http": {"method": "GET", "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "-"},
            "stage": "$default",
        },
        "isBase64Encoded": False,
    }
