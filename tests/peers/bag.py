"""Makes the frozen scores of src/model/evaluate/bag.rs with scikit-learn.

    pip install scikit-learn==1.9.1 && python3 tests/peers/bag.py
"""
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

letters = [
    "we trained spiking networks", "we love music music", "networks learn from spikes", "i love the sea",
    "spiking codes are sparse", "the sea is deep", "we trained deep networks", "music is deep", "deep spiking networks",
    "the music of the sea",
]
labels = [1, 0] * 5
words = TfidfVectorizer(token_pattern=r"\S+")
x = words.fit_transform(letters[:8])
model = LogisticRegression(C=1.0, tol=1e-10, max_iter=1000).fit(x, labels[:8])
print(["%.9f" % p for p in model.predict_proba(words.transform(letters[8:]))[:, 1]])
