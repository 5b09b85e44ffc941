"""The similarity of titles."""

from roadmap_app.outline.likeness import ALIKE, Likeness, fold, stems


def test_titles_are_compared_word_by_word():
    for one, other in [("Linear regression", "Logistic regression"), ("CNN", "RNN"), ("Precision", "Recall")]:
        assert Likeness().of(one, other) < ALIKE, (one, other)
    for one, other in [("Docker", "Docker Compose"), ("Hypothesis test", "Hypothesis tests"), ("k-means", "K-means")]:
        assert Likeness().of(one, other) >= ALIKE, (one, other)


def test_the_similarity_is_0_to_1_and_symmetric():
    assert Likeness().of("Gradient descent", "gradient  descent!") == 1
    assert Likeness().of("", "Anything") == Likeness().of("x" * 201, "x" * 201) == 0
    one, other = "Neural networks", "Neural network basics"
    assert Likeness().of(one, other) == Likeness().of(other, one) < 1


def test_beyond_the_limit_words_are_compared_for_equality_only(monkeypatch):
    monkeypatch.setattr("roadmap_app.outline.likeness.MAX_RATIOS", 0)
    likeness = Likeness()
    assert likeness.of("regularisation", "regularization") == 0
    assert likeness.of("regularisation", "regularisation") == 1
    assert likeness.ratios == 0


def test_titles_are_folded_and_indexed_by_the_beginnings_of_words():
    assert fold("  K-Means  (clustering) ") == "k means clustering"
    assert fold("…") == "…"
    assert stems("Clustering with k-means") == {"clus", "with", "k", "mean"}
