"""A page as readers will see it, with a bar above it that belongs to the newsroom."""

from dataclasses import dataclass

from starlette.responses import HTMLResponse, Response

from portal.desk.guard import TOKEN, Visit
from portal.desk.rendering import DeskPages
from portal.model.article import Article
from portal.model.site import Site
from portal.rendering.pages import Pages
from portal.rendering.views import ArticleView

_BODY = "<body>"


@dataclass(frozen=True, kw_only=True)
class Preview:
    """`reader_pages`: the pages of readers, of which one is shown."""

    site: Site
    reader_pages: Pages
    pages: DeskPages

    def shown(self, visit: Visit, article: Article, action: str) -> Response:
        """`article` on its real page. The bar's form sends to `action` what was sent, with `knop` «plaatsen»."""
        section = self.site.section_or_orphan(article.section)
        page = self.reader_pages.article(
            ArticleView(article=article, section=section, more=()), now=visit.now, path=article.path
        )
        sent = {name: value for name, value in visit.form.items() if name not in (TOKEN, "knop")}
        bar = self.pages.page("preview-bar", reader=visit.reader, now=visit.now, action=action, sent=sent)
        return HTMLResponse(page.replace(_BODY, _BODY + bar, 1))
