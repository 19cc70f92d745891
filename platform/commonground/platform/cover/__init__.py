"""Who is away and who covers for them. Cover opens nothing: it only tells somebody of what they may open anyhow."""
