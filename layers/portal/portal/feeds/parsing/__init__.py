"""From bytes to entries: the document (document), its characters and markup (text, xml), and what every format reads an
item into (raw_item): identity, addresses, moments.
"""
