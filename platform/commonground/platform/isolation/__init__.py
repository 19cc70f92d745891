"""Reports on whether a council is isolated: what was tried, what was found, signed, and read by that council alone.

The trying itself is the operator's (`infra/isolation/`): no role of the web or of a worker could make a report."""
