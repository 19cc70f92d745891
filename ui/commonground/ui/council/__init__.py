"""The council's own house: its settings, its teams, its roles."""
