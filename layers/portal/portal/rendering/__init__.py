"""From values to what a reader, a feed reader or a search engine gets: HTML, RSS, JSON Feed, sitemaps."""
