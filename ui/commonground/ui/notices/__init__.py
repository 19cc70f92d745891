"""How people hear of things by e-mail: each for themselves, and the council for everybody."""
