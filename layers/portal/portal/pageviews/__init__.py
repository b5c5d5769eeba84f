"""What readers read: views of pages, counted from the CDN's access logs. Nothing of a reader leaves this room."""
