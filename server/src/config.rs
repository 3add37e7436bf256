//! Settings: defaults compiled in from `config.default.toml`, then a file, then the environment.

use figment::Figment;
use figment::providers::{Env, Format, Toml};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The commented defaults, also printed by `thiluat config`.
pub const DEFAULTS: &str = include_str!("../config.default.toml");

/// See `config.default.toml` for what each setting means.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub listen: String,
    pub public_url: String,
    pub data_dir: PathBuf,
    pub database_url: String,
    pub redis_url: String,
    pub secret: String,
    pub shards: u16,
    pub workers: usize,
    pub password_workers: usize,
    pub starts_per_second: u32,
    pub connections_per_address: u32,
    pub metrics_listen: String,
    pub trust_proxy: bool,
    pub log: String,
    pub log_format: String,
}

impl Config {
    /// Reads the settings. Without `file`, `thiluat.toml` in the working folder is read if it is there.
    pub fn load(file: Option<&Path>) -> Result<Config, Box<figment::Error>> {
        let mut settings = Figment::from(Toml::string(DEFAULTS));
        settings = match file {
            Some(path) => settings.merge(Toml::file_exact(path)),
            None => settings.merge(Toml::file("thiluat.toml")),
        };
        settings
            .merge(Env::raw().only(&["DATABASE_URL", "REDIS_URL"]).lowercase(true))
            .merge(Env::prefixed("THILUAT_").ignore(&["CONFIG"]))
            .extract()
            .map_err(Box::new)
    }

    /// The address of the database, SQLite in the data folder unless set.
    pub fn database(&self) -> String {
        if self.database_url.is_empty() {
            format!(
                "sqlite://{}?mode=rwc",
                self.data_dir.join("thiluat.sqlite").display()
            )
        } else {
            self.database_url.clone()
        }
    }

    /// Whether browsers reach the server over TLS.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commented_defaults_are_complete_and_valid() {
        let config: Config = Figment::from(Toml::string(DEFAULTS)).extract().unwrap();
        assert_eq!(config.shards, 1);
        assert!(config.database().starts_with("sqlite://"));
    }

    #[test]
    fn an_unknown_setting_is_an_error() {
        let wrong = Figment::from(Toml::string(DEFAULTS)).merge(Toml::string("lisen = \"x\""));
        assert!(wrong.extract::<Config>().is_err());
    }
}
