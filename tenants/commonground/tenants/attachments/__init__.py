"""Files on records: added by staff who may change the record, as visible as it, scanned where the council's platform
has a scanner, and gone with it."""
