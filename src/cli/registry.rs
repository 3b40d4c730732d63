//! Where a trained model goes, on the command line.

use shortlist::model::registry::Destination;
use std::path::PathBuf;

/// Where `train` puts a model.
#[derive(clap::Args, Clone, Debug)]
#[group(required = true, multiple = false)]
pub struct Target {
    /// Model file to write; its training table and card go into a folder beside it (model.registry/)
    #[arg(long, value_name = "MODEL.json")]
    pub output: Option<PathBuf>,
    /// Name of a model in models/ to write: its next version, which is put into use
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
}

impl Target {
    /// The destination; clap sees to it that one of the two is given.
    pub fn destination(&self) -> Destination {
        match (&self.output, &self.name) {
            (Some(file), _) => Destination::File(file.clone()),
            (None, name) => Destination::Name(name.clone().unwrap_or_default()),
        }
    }
}
