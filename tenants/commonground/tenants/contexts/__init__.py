"""A context: a place, a group of young people, a school or an online space where harm happens or is feared.

It gathers what many people saw, one contact at a time (domain notes, 0.4): none of them is closed as too small."""
