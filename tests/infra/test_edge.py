"""The CDN before the functions: what it keeps, what it lets through, and what it says on its own."""

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from infra.edge_function import code
from infra.stacks import nested, of_type, properties, references
from local.template import ROOT, Template
from portal.model.site import HSTS
from portal.web import cache_control, security_headers
from portal.web.origin_verify import HEADER
from samples import site

CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
ALL_BUT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
"""Source: AWS, CloudFront managed cache and origin request policies."""


@pytest.fixture(scope="module")
def edge() -> Template:
    return nested("edge")


@pytest.fixture(scope="module")
def cdn(edge: Template) -> dict[str, Any]:
    config: dict[str, Any] = properties(edge, "Distribution")["DistributionConfig"]
    return config


def behaviours(cdn: dict[str, Any]) -> list[dict[str, Any]]:
    """In the order in which CloudFront looks at them; the last has no pattern."""
    found = [one["Fn::If"][1] if "Fn::If" in one else one for one in cdn["CacheBehaviors"]]
    return [*found, cdn["DefaultCacheBehavior"]]


def chosen(cdn: dict[str, Any], path: str) -> dict[str, Any]:
    """The behaviour that `path` meets. Source: AWS, Cache behavior settings, Path pattern."""
    return next(one for one in behaviours(cdn) if fnmatchcase(path, one.get("PathPattern", "*")))


def test_it_speaks_what_browsers_speak_today(cdn: dict[str, Any]) -> None:
    assert (cdn["HttpVersion"], cdn["IPV6Enabled"]) == ("http2and3", True)
    assert cdn["DefaultCacheBehavior"]["Compress"] is True
    assert cdn["ViewerCertificate"]["Fn::If"][1]["MinimumProtocolVersion"] == "TLSv1.2_2021"
    assert {one["ViewerProtocolPolicy"] for one in behaviours(cdn)} == {"redirect-to-https"}


def test_a_page_keeps_its_own_time_and_nothing_of_a_reader_is_in_its_key(edge: Template) -> None:
    assert of_type(edge, "AWS::CloudFront::CachePolicy").keys() == {"PlainPolicy", "ListPolicy", "SearchPolicy"}
    for name in of_type(edge, "AWS::CloudFront::CachePolicy"):
        policy = properties(edge, name)["CachePolicyConfig"]
        key = policy["ParametersInCacheKeyAndForwardedToOrigin"]

        assert (policy["MinTTL"], policy["DefaultTTL"], policy["MaxTTL"]) == (0, 0, 31536000)
        assert key["EnableAcceptEncodingBrotli"] is key["EnableAcceptEncodingGzip"] is True
        assert key["CookiesConfig"] == {"CookieBehavior": "none"}
        assert key["HeadersConfig"] == {"HeaderBehavior": "none"}


def test_the_query_strings_in_the_key_are_those_that_pages_read(edge: Template) -> None:
    """A page that reads another one would get its answer for all readers, whatever they asked."""

    def read(sources: Iterable[Path]) -> set[str]:
        return {
            name
            for source in sources
            for pattern in (r"""query_params(?:\.get\(|\[)\s*["'](\w+)""", r"""["'](\w+)["'] in \w+\.query_params""")
            for name in re.findall(pattern, source.read_text())
        }

    def kept_apart(policy: str) -> set[str]:
        config = properties(edge, policy)["CachePolicyConfig"]["ParametersInCacheKeyAndForwardedToOrigin"]
        return set(config["QueryStringsConfig"].get("QueryStrings", ()))

    web = ROOT / "layers" / "portal" / "portal" / "web"
    pages = [path for path in web.glob("*.py") if path.stem not in ("webmail", "search")]
    filters = re.search(r"const FILTERS = \[(.*?)\];", code())

    assert filters
    assert kept_apart("PlainPolicy") == set()
    assert kept_apart("ListPolicy") == read(pages) == {"voor"}
    assert kept_apart("SearchPolicy") == read([web / "search.py"]) == {"q", *re.findall(r"\w+", filters[1])}


@pytest.mark.parametrize(
    ("path", "origin", "policy"),
    [
        ("/", "api", "PlainPolicy"),
        ("/over", "api", "PlainPolicy"),
        ("/actueel.json", "api", "PlainPolicy"),
        ("/feeds", "api", "PlainPolicy"),
        ("/static/0123456789abcdef/site.css", "api", "PlainPolicy"),
        ("/webmailx", "api", "PlainPolicy"),
        ("/redactiex", "api", "PlainPolicy"),
        ("/nieuws", "api", "PlainPolicy"),
        ("/nieuws/buitenland", "api", "ListPolicy"),
        ("/nieuws/regio/goes", "api", "ListPolicy"),
        ("/nieuws/2026/11/24", "api", "ListPolicy"),
        ("/onderwerp/rob-jetten", "api", "ListPolicy"),
        ("/zoeken", "heavy", "SearchPolicy"),
        ("/feeds/alles.json", "heavy", "PlainPolicy"),
        ("/sitemap.xml", "heavy", "PlainPolicy"),
        ("/sitemap-2026-11.xml", "heavy", "PlainPolicy"),
        ("/sitemap-news.xml", "heavy", "PlainPolicy"),
        ("/beeld/0123456789abcdef01234567/640.webp", "pictures", "PlainPolicy"),
    ],
)
def test_each_address_meets_its_origin_and_the_smallest_key_there_is(
    cdn: dict[str, Any], path: str, origin: str, policy: str
) -> None:
    met = chosen(cdn, path)

    assert (met["TargetOriginId"], met["CachePolicyId"]) == (origin, {"Ref": policy})


def test_every_address_that_a_function_answers_is_spelt_right_first(edge: Template, cdn: dict[str, Any]) -> None:
    """A bucket answers to one spelling anyway."""
    function = properties(edge, "Addresses")

    assert (function["AutoPublish"], function["FunctionConfig"]["Runtime"]) == (True, "cloudfront-js-2.0")
    for one in behaviours(cdn):
        expected = [{"EventType": "viewer-request", "FunctionARN": {"Fn::GetAtt": ["Addresses", "FunctionARN"]}}]
        assert one.get("FunctionAssociations", []) == ([] if one["TargetOriginId"] == "pictures" else expected)


def test_what_is_dear_comes_from_the_same_functions_by_another_host(cdn: dict[str, Any], expanded: Template) -> None:
    pages, heavy = cdn["Origins"][:2]
    given = properties(expanded, "Edge")["Parameters"]

    assert heavy | {"Id": "api", "DomainName": pages["DomainName"]} == pages
    assert [one["DomainName"] for one in (pages, heavy)] == [{"Ref": "ApiDomain"}, {"Ref": "HeavyApiDomain"}]
    for parameter, api in (("ApiDomain", "HttpApi"), ("HeavyApiDomain", "HeavyApi")):
        assert given[parameter] == {"Fn::Sub": f"${{{api}}}.execute-api.${{AWS::Region}}.${{AWS::URLSuffix}}"}


def test_a_search_ends_when_nobody_waits_for_it_any_more(cdn: dict[str, Any], expanded: Template) -> None:
    (heavy,) = [one for one in cdn["Origins"] if one.get("Id") == "heavy"]

    assert properties(expanded, "SearchFunction")["Timeout"] == heavy["CustomOriginConfig"]["OriginReadTimeout"]


@pytest.mark.parametrize(
    "path", ["/redactie", "/redactie/", "/redactie/terug", "/redactie/bericht/brug-dicht/verbeteren", "/redactie/api/x"]
)
def test_the_newsroom_is_kept_by_nobody_and_gets_what_it_decides_by(cdn: dict[str, Any], path: str) -> None:
    """From an API of its own, and from there alone where there is one."""
    desk = chosen(cdn, path)
    on_condition = [one["Fn::If"] for one in (*cdn["CacheBehaviors"], *cdn["Origins"]) if "Fn::If" in one]

    assert (desk["TargetOriginId"], desk["CachePolicyId"]) == ("desk", CACHING_DISABLED)
    assert desk["OriginRequestPolicyId"] == ALL_BUT_HOST
    assert {"GET", "POST"} <= set(desk["AllowedMethods"])
    assert {
        condition for condition, there, _ in on_condition if "desk" in (there.get("Id"), there.get("TargetOriginId"))
    } == {"HasDesk"}


def test_the_newsroom_knows_the_cdn_by_the_same_value(cdn: dict[str, Any], expanded: Template) -> None:
    (origin,) = [one["Fn::If"][1] for one in cdn["Origins"] if one.get("Fn::If", ["", {}])[1].get("Id") == "desk"]

    assert origin["OriginCustomHeaders"] == cdn["Origins"][0]["OriginCustomHeaders"]
    assert origin["DomainName"] == {"Ref": "DeskApiDomain"}
    assert properties(expanded, "DeskFunction")["Environment"]["Variables"]["ORIGIN_LOCK"] == {"Ref": "OriginLock"}


def test_webmail_is_kept_by_nobody_and_gets_what_it_decides_by(cdn: dict[str, Any]) -> None:
    for path in ("/webmail", "/webmail/keuze", "/webmail/gekozen"):
        webmail = chosen(cdn, path)

        assert webmail["CachePolicyId"] == CACHING_DISABLED
        assert webmail["OriginRequestPolicyId"] == ALL_BUT_HOST
        assert "POST" in webmail["AllowedMethods"]


def test_what_an_answer_says_of_itself_is_never_cut_short(edge: Template) -> None:
    for name in of_type(edge, "AWS::CloudFront::CachePolicy"):
        longest = properties(edge, name)["CachePolicyConfig"]["MaxTTL"]
        said = re.findall(
            r"(?:max-age|s-maxage|stale-[a-z-]+)=(\d+)", f"{cache_control.IMMUTABLE} {cache_control.PAGE}"
        )

        assert max(map(int, said)) <= longest


def test_a_reader_does_not_wait_long_for_an_origin_that_is_away(cdn: dict[str, Any]) -> None:
    origin = cdn["Origins"][0]

    assert origin["ConnectionAttempts"] * origin["ConnectionTimeout"] <= 6
    assert origin["CustomOriginConfig"]["OriginReadTimeout"] <= 10
    assert origin["CustomOriginConfig"]["OriginProtocolPolicy"] == "https-only"


def test_the_functions_know_it_by_a_value_that_stands_in_no_template(cdn: dict[str, Any], expanded: Template) -> None:
    (header,) = cdn["Origins"][0]["OriginCustomHeaders"]

    assert header["HeaderName"] == HEADER
    assert header["HeaderValue"] == {"Fn::Sub": "{{resolve:ssm:${OriginLock}}}"}
    for function in ("PagesFunction", "WebmailFunction"):
        assert properties(expanded, function)["Environment"]["Variables"]["ORIGIN_LOCK"] == {"Ref": "OriginLock"}
    assert {*references(properties(expanded, "OriginLock")["Value"])} == {"AWS::StackId", "Storage"}


def test_what_it_answers_on_its_own_carries_the_same_headers_as_our_pages(edge: Template, cdn: dict[str, Any]) -> None:
    policy = properties(edge, "SecurityHeaders")["ResponseHeadersPolicyConfig"]
    known = policy["SecurityHeadersConfig"]
    transport = known["StrictTransportSecurity"]
    wider, widest = (transport[name]["Fn::If"][0] for name in ("IncludeSubdomains", "Preload"))
    said = {one["Header"]: one["Value"] for one in policy["CustomHeadersConfig"]["Items"]} | {
        "content-security-policy": known["ContentSecurityPolicy"]["ContentSecurityPolicy"],
        "strict-transport-security": f"max-age={transport['AccessControlMaxAgeSec']}",
        "x-content-type-options": "nosniff" if "ContentTypeOptions" in known else "",
        "x-frame-options": known["FrameOptions"]["FrameOption"],
        "referrer-policy": known["ReferrerPolicy"]["ReferrerPolicy"],
    }

    assert said == dict(security_headers.SECURITY)
    assert {name: one["Header"] for name, one in edge["Mappings"]["TransportSecurity"].items()} == (
        security_headers.TRANSPORT_SECURITY
    )
    assert edge["Conditions"][wider] == {"Fn::Not": [{"Fn::Equals": [{"Ref": "Hsts"}, "host"]}]}
    assert edge["Conditions"][widest] == {"Fn::Equals": [{"Ref": "Hsts"}, "preload"]}
    assert all(one["ResponseHeadersPolicyId"] == {"Ref": "SecurityHeaders"} for one in behaviours(cdn))


def test_how_far_https_reaches_is_asked_in_one_word(edge: Template, expanded: Template) -> None:
    for template in (edge, expanded):
        parameter = template["Parameters"]["Hsts"]
        assert (tuple(parameter["AllowedValues"]), parameter["Default"]) == (HSTS, site().hsts)
    assert properties(expanded, "Edge")["Parameters"]["Hsts"] == {"Ref": "Hsts"}


def test_access_logs_are_kept_for_days_encrypted_and_closed(edge: Template, cdn: dict[str, Any]) -> None:
    bucket = properties(edge, "AccessLogs")
    (rule,) = bucket["LifecycleConfiguration"]["Rules"]

    assert cdn["Logging"]["IncludeCookies"] is False
    assert rule["ExpirationInDays"] == {"Fn::FindInMap": ["LogRetention", {"Ref": "Stage"}, "Days"]}
    assert {days["Days"] for days in edge["Mappings"]["LogRetention"].values()} == {7, 30}
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert "BucketEncryption" in bucket


def test_one_deployment_alone_gives_a_working_site(expanded: Template) -> None:
    """Firewall, certificate and pictures come in where they are; without them nothing refers to them."""
    edge = nested("edge")

    assert {name: edge["Parameters"][name]["Default"] for name in ("WebAclArn", "CertificateArn", "DomainName")} == {
        "WebAclArn": "",
        "CertificateArn": "",
        "DomainName": "",
    }
    assert edge["Parameters"]["PicturesDomain"]["Default"] == ""
    required = {name for name, parameter in expanded["Parameters"].items() if "Default" not in parameter}
    assert required == set()


def test_the_firewall_lets_feed_readers_in_and_counts_before_it_blocks() -> None:
    stack = nested("us-east-1")
    rules = {rule["Name"]: rule for rule in properties(stack, "WebAcl")["Rules"]}

    assert properties(stack, "WebAcl")["Scope"] == "CLOUDFRONT"
    assert rules["too-many"]["Action"] == {"Block": {"CustomResponse": {"ResponseCode": 429}}}
    assert stack["Parameters"]["Managed"]["Default"] == "count"
    assert {
        rule["Statement"]["ManagedRuleGroupStatement"]["Name"]
        for rule in rules.values()
        if "ManagedRuleGroupStatement" in rule["Statement"]
    } == {
        "AWSManagedRulesCommonRuleSet",
        "AWSManagedRulesKnownBadInputsRuleSet",
        "AWSManagedRulesAmazonIpReputationList",
    }
    assert rules["common"]["Statement"]["ManagedRuleGroupStatement"]["RuleActionOverrides"] == [
        {"Name": "NoUserAgent_HEADER", "ActionToUse": {"Count": {}}}
    ]
    assert properties(stack, "FirewallLog")["LogGroupName"]["Fn::Sub"].startswith("aws-waf-logs-")


def test_pictures_are_read_by_this_distribution_alone(edge: Template, cdn: dict[str, Any], expanded: Template) -> None:
    given = properties(expanded, "Edge")["Parameters"]
    policy = properties(edge, "PicturesPolicy")
    only_tls, readers = policy["PolicyDocument"]["Statement"]

    assert given["PicturesDomain"] == {"Fn::GetAtt": ["Storage", "Outputs.PicturesDomain"]}
    assert given["PicturesBucket"] == {"Fn::GetAtt": ["Storage", "Outputs.PicturesBucket"]}
    assert (only_tls["Effect"], only_tls["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})
    assert readers["Principal"] == {"Service": "cloudfront.amazonaws.com"}
    assert readers["Action"] == "s3:GetObject"
    assert readers["Resource"]["Fn::Sub"].endswith("${PicturesBucket}/beeld/*")
    assert readers["Condition"]["StringEquals"]["AWS:SourceArn"]["Fn::Sub"].endswith("distribution/${Distribution}")
    (pictures,) = (
        one["Fn::If"][1] for one in cdn["CacheBehaviors"] if "Fn::If" in one and one["Fn::If"][0] == "HasPictures"
    )
    assert pictures["PathPattern"] == "/beeld/*"
    assert pictures["Compress"] is False
