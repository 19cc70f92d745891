"""The public report: what a resident is asked, page by page, and what is masked before anybody reads it."""
