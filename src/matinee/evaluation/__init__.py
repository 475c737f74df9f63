"""The evidence: how well a recommender does for people it has not learned from."""
