//! Which topics a model asks for, and whether those of a run are they.

use super::artefact::{Model, RENEW, TopicDigest};
use crate::error::{Error, ErrorKind, Result};
use crate::features::{Settings, TopicUse, feature_of_column, topic_of_column};
use crate::topics::{Topic, Topics};
use std::sync::Arc;

impl TopicDigest {
    /// Those of a run, in the order of the file.
    #[must_use]
    pub fn of(topics: &Topics) -> Vec<Self> {
        topics.iter().map(|t| Self { key: t.key.clone(), digest: topics.digest_of(t) }).collect()
    }
}

impl Model {
    /// The settings under which the model's features are measured: those given, with no topics but those that the model was
    /// made with. So a topic that came later changes no score.
    ///
    /// # Errors
    /// [`ErrorKind::Model`] where a topic that a column of the model rests on is missing, or the file says something else
    /// of it. A model of format 2 or older knows its topics by one digest of all: any change of one of them is an error,
    /// also of its title.
    pub fn settings(&self, given: &Settings) -> Result<Settings> {
        let topics = &given.topics;
        if topics.digest() == self.topics_digest {
            return Ok(self.with_words(given));
        }
        let (used, known) = (self.topics_used(), topics.only(&self.topics_known()));
        if self.topics.is_empty() {
            if !used.is_empty() && known.digest() != self.topics_digest {
                return Err(self.refusal(
                    "other topics; a model of this age can't say which of them changed".into(),
                    "give the topics that it was trained on with --topics FILE",
                ));
            }
        } else {
            used.into_iter().try_for_each(|key| self.check_topic(key, topics))?;
        }
        let mut settings = self.with_words(given);
        settings.topics = Arc::new(known);
        Ok(settings)
    }

    /// The topics of a run that the model was not made with, by title: they do not count in its scores.
    #[must_use]
    pub fn topics_without_part<'t>(&self, topics: &'t Topics) -> Vec<&'t str> {
        let known = self.topics_known();
        let is_new = |t: &&Topic| !known.contains(&t.key.as_str());
        if known.is_empty() { Vec::new() } else { topics.iter().filter(is_new).map(|t| t.title.as_str()).collect() }
    }

    /// That the topics say of one what they said when the model was made.
    fn check_topic(&self, key: &str, topics: &Topics) -> Result<()> {
        let then = self.topics.iter().find(|t| t.key == key);
        match topics.iter().find(|t| t.key == key) {
            None => {
                let what = format!("the topic {key}, and the topics have none of this key");
                Err(self.refusal(what, "give a file that has it with --topics FILE"))
            }
            Some(topic) if then.is_none_or(|t| t.digest != topics.digest_of(topic)) => {
                let what = format!("other terms of the topic {key} ({})", topic.title);
                Err(self.refusal(what, "give the topics that it was trained on with --topics FILE"))
            }
            Some(_) => Ok(()),
        }
    }

    fn refusal(&self, trained_on: String, advice: &str) -> Error {
        Error::new(ErrorKind::Model, format!("the model was trained on {trained_on}"))
            .hint(format!("{advice}, or renew the model: {RENEW}"))
    }

    /// The topics that a column of the model rests on, by key.
    fn topics_used(&self) -> Vec<&str> {
        let rests_on_all = |name: &str| feature_of_column(name).is_some_and(|f| f.properties.topics == TopicUse::All);
        if self.columns.iter().any(|c| rests_on_all(&c.name)) {
            return self.topics_known();
        }
        self.columns.iter().filter_map(|c| topic_of_column(&c.name)).collect()
    }

    /// The topics that the model was made with, by key, as far as it says.
    fn topics_known(&self) -> Vec<&str> {
        if !self.topics.is_empty() {
            return self.topics.iter().map(|t| t.key.as_str()).collect();
        }
        let left_out = self.training.left_out.iter().map(|c| c.name.as_str());
        self.columns.iter().map(|c| c.name.as_str()).chain(left_out).filter_map(topic_of_column).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ColumnWeight;

    const THREE: [&str; 3] = ["rl", "snn", "diffusion"];

    fn file(keys: &[&str], change: impl Fn(&str) -> String) -> Topics {
        let topic =
            |key: &&str| format!("[[topic]]\nkey = \"{key}\"\ntitle = \"The {key}\"\nstrong = [\"{}\"]\n", change(key));
        Topics::parse(&keys.iter().map(topic).collect::<String>()).unwrap()
    }

    fn plain(keys: &[&str]) -> Topics {
        file(keys, |key| format!("{key} networks"))
    }

    /// A model with these columns, made with three topics; of format 2 or 3.
    fn model(columns: &[&str], format: u32) -> Model {
        let sample = Model::sample();
        let column = |name: &&str| ColumnWeight { name: (*name).to_owned(), ..sample.columns[0].clone() };
        let topics = plain(&THREE);
        Model {
            format,
            topics_digest: topics.digest(),
            topics: if format > 2 { TopicDigest::of(&topics) } else { Vec::new() },
            columns: columns.iter().map(column).collect(),
            ..sample
        }
    }

    fn asked(model: &Model, topics: Topics) -> Result<Vec<String>> {
        let settings = Settings::new(topics, jiff::civil::Date::default());
        Ok(model.settings(&settings)?.topics.iter().map(|t| t.key.clone()).collect())
    }

    #[test]
    fn a_topic_that_came_later_takes_no_part_and_refuses_nothing() {
        let more = ["gnn", "rl", "snn", "diffusion", "llm"];
        for columns in [
            &["topic_rl", "topic_snn", "topic_diffusion"][..],
            &["topic_rl", "topic_snn", "topic_diffusion", "breadth"],
        ] {
            for format in [2, 3] {
                assert_eq!(
                    asked(&model(columns, format), plain(&more)).unwrap(),
                    THREE,
                    "{columns:?}, format {format}"
                );
            }
        }
    }

    #[test]
    fn a_model_asks_for_the_topics_of_its_columns_alone() {
        let one = model(&["words", "topic_rl"], 3);
        let changed = |which: &'static str| {
            file(&THREE, move |k| format!("{k} {}", if k == which { "agents" } else { "networks" }))
        };
        assert_eq!(asked(&one, changed("snn")).unwrap(), THREE);
        assert_eq!(asked(&one, plain(&["rl"])).unwrap(), ["rl"]);
        let e = asked(&one, changed("rl")).unwrap_err().to_string();
        assert!(e.contains("other terms of the topic rl (The rl)"), "{e}");
        let e = asked(&one, plain(&["snn"])).unwrap_err().to_string();
        assert!(e.contains("the topics have none of this key") && e.contains(RENEW), "{e}");
        // Breadth rests on all of them.
        let e = asked(&model(&["breadth"], 3), changed("snn")).unwrap_err().to_string();
        assert!(e.contains("topic snn"), "{e}");
        assert_eq!(asked(&model(&["words"], 3), changed("rl")).unwrap(), THREE, "no column of a topic");
    }

    #[test]
    fn a_title_is_no_matter_to_a_new_model_and_all_that_an_old_one_can_see() {
        let renamed = Topics::parse(
            &THREE
                .map(|k| format!("[[topic]]\nkey = \"{k}\"\ntitle = \"Another {k}\"\nstrong = [\"{k} networks\"]\n"))
                .concat(),
        );
        let renamed = renamed.unwrap();
        let columns = ["topic_rl", "topic_snn", "topic_diffusion"];
        assert!(asked(&model(&columns, 3), renamed.clone()).is_ok());
        let e = asked(&model(&columns, 2), renamed).unwrap_err().to_string();
        assert!(e.contains("can't say which of them changed"), "{e}");
    }
}
