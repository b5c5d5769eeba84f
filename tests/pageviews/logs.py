"""Access logs as CloudFront writes them. The first lines and the order of the fields are those of a log that somebody
published; addresses are those for documentation (RFC 5737).
"""

import gzip
from urllib.parse import quote

FIELDS = (
    "date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) "
    "cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken "
    "x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status "
    "fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len "
    "sc-range-start sc-range-end"
)
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/26.6.1 Mobile/15E148 Safari/604.1"
)
READER = "192.0.2.17"


def line(path: str, *, status: int = 200, method: str = "GET", browser: str = PHONE) -> str:
    agent = quote(browser, safe="/;,()+:") or "-"
    return (
        f"2026-11-28\t15:02:31\tAMS58-P4\t5213\t{READER}\t{method}\td111111abcdef8.cloudfront.net\t{path}\t{status}\t-\t"
        f"{agent}\t-\t-\tHit\tSOX4xwn4XV6Q4rgb7XiVGOHms_BGlTAC4KyHmureZmBNrjGdRLiNIQ==\twww.example.nl\thttps\t23\t0.001"
        "\t-\tTLSv1.3\tTLS_AES_128_GCM_SHA256\tHit\tHTTP/2.0\t-\t-\t11040\t0.001\tHit\ttext/html;%20charset=utf-8\t78\t-\t-"
    )


def log(*lines: str, fields: str = FIELDS) -> bytes:
    return gzip.compress("\n".join(["#Version: 1.0", f"#Fields: {fields}", *lines, ""]).encode())
