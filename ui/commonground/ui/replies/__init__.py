"""The council's ready words for those who told us: which there are, and writing one."""
