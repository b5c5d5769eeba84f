"""The few marks that the newsroom writes in, as HTML that is well-formed XML too.

A blank line ends a block. `## ` is a subhead, `> ` a quotation, lines that begin with `- ` are a list; inside a line
`[text](https://…)` is a link and `*text*` is emphasis.
"""

import re

_LINK = re.compile(r"\[([^\]]+)\]\((https://[^)\s]+)\)")
_EMPHASIS = re.compile(r"\*([^*]+)\*")


def escape(text: str) -> str:
    """Text as XML and HTML character data, safe inside a quoted attribute too."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def to_html(body: str, *, subheads: str) -> str:
    """`body` as HTML, one block a line. `subheads` is `h2` or `bold`."""
    return "\n".join(_block(block.strip(), subheads) for block in re.split(r"\n\s*\n", body.strip()))


def _block(block: str, subheads: str) -> str:
    if block.startswith("## "):
        subhead = _inline(block[3:])
        return f"<h2>{subhead}</h2>" if subheads == "h2" else f"<p><b>{subhead}</b></p>"
    if block.startswith("> "):
        return f"<blockquote><p>{_inline(block[2:])}</p></blockquote>"
    if block.startswith("- "):
        items = (_inline(line.removeprefix("- ")) for line in block.splitlines())
        return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"
    return f"<p>{_inline(block)}</p>"


def _inline(text: str) -> str:
    linked = _LINK.sub(r'<a href="\2">\1</a>', _escape_content(text))
    return _EMPHASIS.sub(r"<em>\1</em>", linked)


def _escape_content(text: str) -> str:
    """As `escape`, but quotation marks stay as they are typed."""
    return escape(text).replace("&quot;", '"')
