"""What somebody is to do about a context, by when. An action is effort and no measure of change."""
