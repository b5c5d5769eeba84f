"""One GET, within limits of time and size, from an address that was checked: for feeds and for images. Imports only the
model.
"""
