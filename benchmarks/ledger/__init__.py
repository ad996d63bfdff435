"""Speed and size of the delivery ledger."""
