"""One straight pipeline around injected ports: prepare, record, send, restore, record."""
