"""The documents of test_hostile.py, and a program that reads those it is asked for, and says what that took."""

import json
import os
import resource
import signal
import sys
import time
from html import escape

from portal.feeds.parsing.document import parse
from portal.model.errors import ParseError

NEIGHBOUR = "<item><guid>b</guid><title>Buurman</title><description>Leest gewoon door.</description></item>"


def rss(description: str, *, head: str = "") -> str:
    hostile = f"<item><guid>a</guid><title>Een</title><description>{description}</description></item>"
    return f'<?xml version="1.0"?>{head}<rss version="2.0"><channel>{hostile}{NEIGHBOUR}</channel></rss>'


def cdata(text: str) -> str:
    return rss(f"<![CDATA[{text}]]>")


def items(text: str) -> str:
    return f"<rss><channel>{text}{NEIGHBOUR}</channel></rss>"


def subset(text: str) -> str:
    return f"<!DOCTYPE rss [{text}]>"


def attributes(number: int) -> str:
    return " ".join(f'a{n}="x"' for n in range(number))


def jsonfeed(items: str, *, head: str = "") -> str:
    end = f'"items": [{items}{{"id": "b", "title": "Buurman"}}]}}'
    return f'{{"version": "https://jsonfeed.org/version/1.1", {head}{end}'


def atom(text: str) -> str:
    return f"<feed xmlns='http://www.w3.org/2005/Atom'>{text}<entry><title>Buurman</title></entry></feed>"


def newsml(body: str, *, before: str = "") -> str:
    def item(guid: str, title: str, text: str) -> str:
        return (
            f"<newsItem guid='{guid}'><contentMeta><headline>{title}</headline></contentMeta><contentSet><inlineXML>"
            f"<html xmlns='http://www.w3.org/1999/xhtml'><body>{text}</body></html></inlineXML></contentSet></newsItem>"
        )

    head = "<newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'><itemSet>"
    return f"{head}{item('a', 'Een', body)}{before}{item('b', 'Buurman', '<p>Leest door.</p>')}</itemSet></newsMessage>"


def nitf(body: str) -> str:
    head = "<hedline><hl1>Buurman</hl1></hedline>"
    return f"<nitf><body><body.head>{head}</body.head><body.content>{body}</body.content></body></nitf>"


def ninjs(body: str, *, more: str = "") -> str:
    return f'[{{"uri": "a", "body_html": "{body}"{more}}}, {{"uri": "b", "headline": "Buurman", "body_text": "x"}}]'


def anp(items: str) -> str:
    neighbour = '{"id": "b", "title": "Buurman", "bodyText": "x"}'
    return f'{{"hasError": false, "data": {{"items": [{items}{neighbour}]}}}}'


def own(head: str = "", text: str = "") -> str:
    return f"---\ntitle: Buurman\n{head}---\n{text}\n"


LAUGHS = '<!ENTITY a0 "lol">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
FALSE_QUOTE = "<style><a x=\"</style><b y='\"> ' "

TAGS = f"<![CDATA[{'<i>x</i>' * 500}]]>"
WORDS = (
    f"<description>{'woord ' * 80_000}</description>"
    f"<content:encoded><![CDATA[{'<p>woord een twee drie</p>' * 4_000}]]></content:encoded>"
)
LONG = f"<description><![CDATA[{'<p>Tekst van de alinea, een gewone zin. </p>' * 100}]]></description>"
LINKS = f"<description>{escape('<a href=x>y</a>' * 500)}</description>"
AUTHOR = f"<author>{'a.b-c' * 56}</author>"
ENCLOSURE = '<enclosure url="http://a.nl/a.jpg" type="image/jpeg"/>'

MARKS = ",,a " * 200
QUOTING = f"<item><title>{MARKS}</title><description>{MARKS}</description></item>"
RARE = escape("<time></time><b =" * 40_000)
ADDRESSED = "<item><link>http://{}</link></item>"
LINKED = "<item><description>{}</description></item>"


def hosts(item: int, name: str) -> str:
    return escape("".join(f'<a href="http://{name}{item}x{number}.nl/">x</a> ' for number in range(1_000)))


def label(item: int) -> str:
    return ".".join(chr(0x4E00 + item + place) * 15 for place in range(6))


DOCUMENTS = {
    "billion laughs": lambda: rss("&a9;", head=subset(LAUGHS)),
    "one large entity many times": lambda: rss("&a;" * 5000, head=subset(f'<!ENTITY a "{"x" * 50000}">')),
    "many small references": lambda: rss("&a;" * 1_200_000, head=subset(f'<!ENTITY a "{"x" * 250}">')),
    "many entities": lambda: rss("&e1;", head=subset("".join(f'<!ENTITY e{n} "{n}">' for n in range(100_000)))),
    "an external entity": lambda: rss("&x;", head=subset('<!ENTITY x SYSTEM "file:///etc/passwd">')),
    "nested elements": lambda: rss("<b>" * 200_000 + "</b>" * 200_000),
    "nested elements in CDATA": lambda: cdata("<b>" * 200_000),
    "nested blocks, escaped": lambda: rss(escape("<div>" * 200_000)),
    "nested lists": lambda: cdata("<ul><li>" * 100_000),
    "attributes": lambda: rss(f"<a {attributes(100_000)}>x</a>"),
    "attributes in CDATA": lambda: cdata(f"<a {attributes(100_000)}>x</a>"),
    "attributes behind a false quote": lambda: cdata(f"{FALSE_QUOTE}{' '.join(f'a{n}' for n in range(100_000))}>x"),
    "a text of 12 MB": lambda: rss("x" * 12_000_000),
    "a text of 9 MB": lambda: rss("x" * 9_000_000),
    "emoji of 9 MB": lambda: rss("\U0001f600" * 2_300_000),
    "items without end": lambda: items("<item/>" * 700_000),
    "ten thousand empty items": lambda: items("<item/>" * 9_000),
    "one guid for all": lambda: items("".join(f"<item><guid>a</guid><title>{n}</title></item>" for n in range(9_000))),
    "CDATA never closed": lambda: items("<item><![CDATA[" * 5_000),
    "loose brackets": lambda: rss("<" * 200_000),
    "loose ampersands": lambda: rss("&" * 1_000_000),
    "escaped ampersands": lambda: rss("&amp;" * 1_500_000),
    "ampersands in CDATA": lambda: cdata("&" * 2_000_000),
    "ampersands in a title": lambda: items(f"<item><title>{'&amp;' * 1_500_000}</title></item>"),
    "ampersands in many bodies": lambda: items(f"<item><description>{'&amp;' * 20_000}</description></item>" * 80),
    "ampersands in more bodies": lambda: items(f"<item><description>{'&amp;' * 8_000}</description></item>" * 240),
    "entities in CDATA": lambda: cdata("&eacute;&lt;&#x2f;" * 400_000),
    "ampersands in JSON": lambda: jsonfeed(f'{{"content_html": "{"&" * 1_500_000}"}},'),
    "an author of dots": lambda: items(f"<item><author>{'...' * 400_000}</author></item>"),
    "angles in a body": lambda: rss("&gt;" * 1_000_000),
    "tags in one body": lambda: cdata("<i>x</i>" * 100_000),
    "tags in many bodies": lambda: items(f"<item><description>{TAGS}</description></item>" * 200),
    "JSON nested": lambda: jsonfeed("[" * 100_000),
    "JSON items nested": lambda: jsonfeed('{"a":' * 900 + "1" + "}" * 900 + ","),
    "JSON items": lambda: jsonfeed("{}," * 190_000),
    "a JSON number of a million digits": lambda: jsonfeed('{"id": ' + "9" * 1_000_000 + "},"),
    "blanks": lambda: " " * 5_000_000,
    "comments": lambda: "<!--" * 1_000_000 + "<rss>",
    "instructions": lambda: "<?" * 100_000,
    "quotes in a DOCTYPE": lambda: "<!DOCTYPE " + '"x' * 1_000_000,
    "a title of tags": lambda: items(f"<item><title>{escape('<b ' * 100_000)}</title></item>"),
    "line breaks": lambda: rss("\n x" * 1_500_000),
    "loose quotes": lambda: cdata("<a href='" * 100_000),
    "capitals": lambda: rss("A " * 2_000_000),
    "capitals with hyphens": lambda: rss("AAAA-AAAA/" * 400_000),
    "brackets": lambda: rss("(" * 2_000_000),
    "broken items": lambda: items("<item><title>x</item>" * 5_000),
    "an image of tags": lambda: cdata("<img src=a.jpg alt=x>" * 40_000),
    "half emphasis": lambda: cdata("<p><b>" + "x" * 200_000),
    "loose table cells": lambda: cdata("<table>" + "<td>x" * 60_000),
    "a long link": lambda: cdata(f'<a href="/{"x/../" * 200_000}">x</a>'),
    "a summary and a body of many words": lambda: items(f"<item>{WORDS}</item>"),
    "a host of thirty thousand letters": lambda: items(f'<item xml:base="http://{"é" * 30_000}/">{LINKS}</item>'),
    "a link of labels": lambda: items(f"<item><link>http://{'é.' * 400_000}nl/</link></item>"),
    "titles never closed": lambda: items(f"<item><title>a <b> & {'<title>x' * 2_000}</item>" * 40),
    "items within texts": lambda: items("<item><description>" * 120 + "x" * 2_000 + "</description></item>" * 120),
    "authors of the feed": lambda: atom("<author><name>Piet</name></author>" * 30_000 + "<entry/>" * 9_998),
    "authors in JSON": lambda: jsonfeed("{}," * 3_000, head='"authors": [' + '{"name": "Piet"},' * 3_000 + "{}],"),
    "authors of one item": lambda: items(f"<item>{AUTHOR * 17_000}</item>"),
    "zeros": lambda: "<rss>" + "\0" * 9_000_000,
    "control characters": lambda: items(f"<item><title>{chr(1) * 8_000_000}</title></item>"),
    "categories": lambda: items(f"<item>{'<category/>' * 200_000}</item>"),
    "enclosures": lambda: items(f"<item>{ENCLOSURE * 80_000}</item>"),
    "NewsML-G2: nested": lambda: newsml("<div>" * 100_000 + "</div>" * 100_000),
    "NewsML-G2: parts of one item": lambda: newsml("<p>x</p>", before="<itemMeta><signal/></itemMeta>" * 60_000),
    "NewsML-G2: headings": lambda: newsml("<h2>Kop</h2><p>x</p>" * 40_000),
    "NITF: subheads": lambda: nitf("<hl2>- Kop -</hl2><p>Tekst.</p>" * 40_000),
    "NITF: media": lambda: nitf("<media media-type='image'><media-reference source='a.jpg'/></media>" * 40_000),
    "NITF: tables": lambda: nitf("<table><tr><td>x</td></tr></table>" * 20_000),
    "ninjs: a body of tags": lambda: ninjs("<i>x</i>" * 100_000),
    "ninjs: associations": lambda: ninjs("x", more=', "associations": {"a": ' * 300 + "1" + "}" * 300),
    "ninjs: subjects": lambda: ninjs("x", more=', "subject": [' + '{"name": "x"},' * 60_000 + "{}]"),
    "ANP: items": lambda: anp('{"id": "a", "bodyText": "<p>x</p>"},' * 9_000),
    "ANP: one long body": lambda: anp('{"id": "a", "bodyText": "' + "<p><b>Kop</b></p><p>x</p>" * 60_000 + '"},'),
    "notes without end": lambda: rss("(N i e u w bericht, vervangt: " * 60_000),
    "quotes without end": lambda: rss(",," * 1_000_000),
    "quotes, bare": lambda: rss(",," * 160_000),
    "quotes never ended, in every item": lambda: items(QUOTING * 4_800),
    "quotes that are ended late": lambda: rss((MARKS + "'' ") * 1_000),
    "hosts in unicode": lambda: items("".join(LINKED.format(hosts(n, "é")) for n in range(40))),
    "hosts in punycode": lambda: items("".join(LINKED.format(hosts(n, "xn--a-9ta")) for n in range(40))),
    "hosts of long labels": lambda: items("".join(ADDRESSED.format(label(n)) for n in range(9_900))),
    "one word": lambda: items(f"<item><title>{'x' * 160_000}</title><description>{'X' * 160_000}</description></item>"),
    "a long value": lambda: cdata(f'<a href="/{"x" * 450_000}" title="{"y" * 450_000}">x</a>'),
    "names of 50,000 authors": lambda: items(f"<item>{'<dc:creator>Jo</dc:creator>' * 50_000}</item>"),
    "frames never ended": lambda: cdata("<iframe>" * 100_000),
    "names of elements in a title": lambda: items(f"<item><title>{RARE}</title></item>"),
    "Markdown: a million lines": lambda: own(text="a\n" * 1_000_000),
    "Markdown: lines within bounds": lambda: own(text="- a\n" * 4_990),
    "Markdown: backslashes": lambda: own(text="\\a" * 19_000),
    "Markdown: brackets": lambda: own(text="[" * 100_000),
    "Markdown: links": lambda: own(text="[a](<b" * 5_000),
    "Markdown: emphasis": lambda: own(text="*a **b " * 6_000),
    "Markdown: quotes in quotes": lambda: own(text=">" * 20_000 + "x"),
    "Markdown: lists in lists": lambda: own(text="".join("  " * n + "- x\n" for n in range(400))),
    "Markdown: a table": lambda: own(text="|a" * 3_000 + "|\n" + "|-" * 3_000 + "|\n" + "|x|\n" * 2_000),
    "YAML: laughs": lambda: own("a: &a [x]\n" + "".join(f"b{n}: &b{n} [{'*a,' * 9}]\n" for n in range(9))),
    "YAML: nested": lambda: own("a: " + "[" * 3_000 + "\n"),
    "YAML: long": lambda: own("lead: " + "x" * 5_000_000 + "\n"),
    "a body of 5 MB": lambda: items("".join(f"<item><guid>{n}</guid>{LONG}</item>" for n in range(1_000))),
}  # fmt: skip

KILLED_AFTER = 60
"""Seconds: one that is never read to its end."""
BOUND = 1.0
"""Seconds of a processor that has nothing else to do."""
USUAL = 0.055
"""Seconds for an honest feed of a megabyte, on the machine where the bound was set."""


def main() -> None:
    """Answers each line, the name of a document, with a line of JSON: the report, or the status with which it ended.

    Each document has a process of its own, made of this one: it has what this has imported, and nothing of the others.
    """
    parse(cdata("<p>Warm.</p>").encode())
    for line in sys.stdin:
        incoming, outgoing = os.pipe()
        child = os.fork()
        if not child:
            signal.alarm(KILLED_AFTER)
            with os.fdopen(outgoing, "w", encoding="utf-8") as pipe:
                json.dump(read(line.rstrip("\n")), pipe)
            os._exit(0)
        os.close(outgoing)
        with os.fdopen(incoming, encoding="utf-8") as pipe:
            report = pipe.read()
        _, status = os.waitpid(child, 0)
        sys.stdout.write((report if status == 0 else json.dumps(f"ended with {status}")) + "\n")
        sys.stdout.flush()


def read(name: str) -> tuple[float, float, str]:
    """Seconds, megabytes and what came of it."""
    body = DOCUMENTS[name]().encode()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    try:
        document = parse(body)
        outcome = " ".join(f"{entry.headline[:50]}: {entry.lead[:50]}" for entry in document.entries[-3:])
        outcome = f"left out: {document.unread}" if document.unread else outcome
    except ParseError as refusal:
        outcome = f"refused: {refusal.reason}"
    seconds = time.process_time() - started
    megabytes = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    if seconds > BOUND:
        seconds /= slowness()
    return seconds, megabytes, outcome


def slowness() -> float:
    """How many times longer than usual this machine needs just now for an honest feed of a megabyte; 1 at least."""
    story = "<p>De pont vaart weer, en de dijk is droog.</p>" * 75
    item = f"<item><guid>%d</guid><title>Bericht</title><description><![CDATA[{story}]]></description></item>"
    body = items("".join(item % number for number in range(268)))
    took = []
    for _ in range(3):
        started = time.process_time()
        parse(body.encode())
        took.append(time.process_time() - started)
    return max(1.0, min(took) / USUAL)


if __name__ == "__main__":
    main()
