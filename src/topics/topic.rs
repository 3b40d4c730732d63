//! A topic, its concepts, and what each is good for.

/// What a concept of a topic is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Enough by itself: "large language model".
    Strong,
    /// Enough by itself in a text that says "I", elsewhere [`Unclear`](Self::Unclear): "diffusion model".
    Likely,
    /// A name with other meanings ("SNN", "diffusion"): counts where machine learning is spoken of nearby.
    Unclear,
    /// Counts beside another concept of the topic: "policy", "token".
    Weak,
    /// Adds depth where the topic is addressed by other words, and does not address it: "tokeniser".
    Related,
    /// Never counts; supports weak and unclear concepts nearby.
    Support,
    /// Never counts; where it occurs in a letter, all but strong concepts need a strong one.
    Against,
    /// Never counts; names another subject: where it stands, no likely, unclear or weak concept counts in its sentence,
    /// unless support stands there too.
    Rival,
    /// Another sense of the same words ("heat diffusion"): its words are read, and count for nothing.
    Exclude,
}

impl Role {
    /// Every role, in the order of the file.
    pub const ALL: [Self; 9] = [
        Self::Strong,
        Self::Likely,
        Self::Unclear,
        Self::Weak,
        Self::Related,
        Self::Support,
        Self::Against,
        Self::Rival,
        Self::Exclude,
    ];

    /// Its key in the topics file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Strong => "strong",
            Self::Likely => "likely",
            Self::Unclear => "unclear",
            Self::Weak => "weak",
            Self::Related => "related",
            Self::Support => "support",
            Self::Against => "against",
            Self::Rival => "rival",
            Self::Exclude => "exclude",
        }
    }

    /// The weight of a concept for which the file gives none.
    #[must_use]
    pub const fn default_weight(self) -> f64 {
        match self {
            Self::Strong | Self::Likely | Self::Unclear => 1.0,
            Self::Weak => 0.7,
            Self::Related => 0.3,
            Self::Support | Self::Against | Self::Rival | Self::Exclude => 0.0,
        }
    }

    /// Whether a concept of this role can be counted in a letter.
    #[must_use]
    pub const fn counts(self) -> bool {
        matches!(self, Self::Strong | Self::Likely | Self::Unclear | Self::Weak | Self::Related)
    }
}

/// One idea of a topic, and the ways to write it.
#[derive(Clone, Debug, PartialEq)]
pub struct Concept {
    /// Its name in the file, else the first of its terms. Concepts of a topic with one name are one.
    pub name: String,
    /// The ways to write it, as the file writes them.
    pub terms: Vec<String>,
    /// What it is good for.
    pub role: Role,
    /// What it adds to the depth of a topic when work with it is described, from 0 to 1.
    pub weight: f64,
    /// Its line in the file, counted from 1.
    pub line: usize,
}

/// One topic.
#[derive(Clone, Debug, PartialEq)]
pub struct Topic {
    /// Names the column `topic_<key>`.
    pub key: String,
    /// What a person calls it: "Reinforcement learning".
    pub title: String,
    /// The same in as few letters as a committee understands: "RL".
    pub short: String,
    /// Its concepts, by role, then as the file lists them.
    pub concepts: Vec<Concept>,
    /// The line of its key in the file, counted from 1.
    pub line: usize,
}
