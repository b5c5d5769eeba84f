"""Our portal beside a stock Ghost and a stock Wagtail that hold the same articles, as a reader meets them."""
