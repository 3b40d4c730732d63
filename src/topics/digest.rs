//! What a topics file says, as digests: of all of it, and of each topic.

use super::{Concept, Topic, Topics};
use sha2::{Digest, Sha256};

/// Takes texts, each with its length before it, so that no two lists of texts are hashed alike.
struct Parts(Sha256);

impl Parts {
    fn new(head: &str) -> Self {
        let mut parts = Self(Sha256::new());
        parts.add(head);
        parts
    }

    fn add(&mut self, text: &str) {
        self.0.update((text.len() as u64).to_le_bytes());
        self.0.update(text.as_bytes());
    }

    fn add_concepts(&mut self, concepts: &[Concept]) {
        let mut lines: Vec<String> = concepts
            .iter()
            .map(|c| format!("{}\u{1f}{}\u{1f}{}\u{1f}{}", c.role.name(), c.name, c.terms.join("\u{1f}"), c.weight))
            .collect();
        lines.sort_unstable();
        self.add(&lines.len().to_string());
        lines.iter().for_each(|line| self.add(line));
    }

    fn hex(self) -> String {
        crate::ingest::hex(&self.0.finalize())
    }
}

impl Topics {
    /// A SHA-256 of what the file says, in hex: the same for another layout or other comments.
    ///
    /// The order of topics counts (it is the order of columns); the order of concepts does not.
    #[must_use]
    pub fn digest(&self) -> String {
        self.digest.get_or_init(|| self.digest_of_all()).clone()
    }

    fn digest_of_all(&self) -> String {
        let mut parts = Parts::new("shortlist topics 1");
        parts.add_concepts(&self.general);
        for topic in &self.topics {
            parts.add(&topic.key);
            parts.add(&topic.title);
            parts.add(&topic.short);
            parts.add_concepts(&topic.concepts);
        }
        parts.hex()
    }

    /// A SHA-256 in hex of what a letter's coverage of a topic rests on: the topic's concepts and the general support. What
    /// the topic is called makes no difference, nor do the other topics.
    #[must_use]
    pub fn digest_of(&self, topic: &Topic) -> String {
        let mut parts = Parts::new("shortlist topic 1");
        parts.add_concepts(&self.general);
        parts.add(&topic.key);
        parts.add_concepts(&topic.concepts);
        parts.hex()
    }
}
