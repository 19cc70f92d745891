"""What people are told inside the product: a kind, a reference and a link; free text has no place to go."""
