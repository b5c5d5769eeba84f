"""HTTP and nothing else: addresses, status codes, headers. What a page shows is composed here, from storage reads."""
