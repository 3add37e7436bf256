//! Settings: defaults compiled in from `config.default.toml`, then a file, then the environment.

use crate::gateway::plain_http::is_safe;
use crate::gateway::template::{BodyFormat, Template};
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
    pub live_state_days: u32,
    pub metrics_listen: String,
    pub trust_proxy: bool,
    pub log: String,
    pub log_format: String,
    pub gateway: String,
    pub gateway_url: String,
    pub gateway_header: String,
    pub gateway_secret: String,
    pub gateway_secret_file: PathBuf,
    pub gateway_format: String,
    pub gateway_body: String,
    pub gateway_accepted: String,
    pub gateway_text: String,
    pub gateway_timeout_s: u32,
    pub codes_per_hour: u32,
}

impl Config {
    /// Reads the settings. Without `file`, `thiluat.toml` in the working folder is read if it is there.
    pub fn load(file: Option<&Path>) -> Result<Config, Box<figment::Error>> {
        let mut settings = Figment::from(Toml::string(DEFAULTS));
        settings = match file {
            Some(path) => settings.merge(Toml::file_exact(path)),
            None => settings.merge(Toml::file("thiluat.toml")),
        };
        let config: Config = settings
            .merge(Env::raw().only(&["DATABASE_URL", "REDIS_URL"]).lowercase(true))
            .merge(Env::prefixed("THILUAT_").ignore(&["CONFIG"]))
            .extract()
            .map_err(Box::new)?;
        match config.mistake() {
            None => Ok(config),
            Some(mistake) => Err(Box::new(mistake.into())),
        }
    }

    /// Returns the first setting that would fail later, or silently do something other than intended, and what to write
    /// instead.
    fn mistake(&self) -> Option<String> {
        let begins = |text: &str, ways: &[&str]| ways.iter().any(|way| text.starts_with(way));
        if !begins(&self.public_url, &["http://", "https://"]) {
            return Some(format!(
                "public_url = {:?}: write the address that people type, with https:// or http://",
                self.public_url
            ));
        }
        if !self.database_url.is_empty()
            && !begins(&self.database_url, &["postgres://", "postgresql://", "sqlite:"])
        {
            // The value is not shown: an address may contain a password.
            return Some(
                "database_url: write postgres://user:password@host/database, or nothing for SQLite".into(),
            );
        }
        let mut nodes = self.redis_url.split(',').map(str::trim);
        if !self.redis_url.is_empty() && !nodes.all(|node| begins(node, &["redis://", "unix://"])) {
            return Some(
                "redis_url: write redis://host:6379, several of these for a cluster, or nothing for a private Redis"
                    .into(),
            );
        }
        if self.shards == 0 {
            return Some("shards = 0: write 1 for a single Redis, 16 for a cluster".into());
        }
        if !self.secret.is_empty() && self.secret.chars().count() < 32 {
            return Some(
                "secret: write at least 32 characters, for instance from `openssl rand -hex 32`, or nothing to have one \
                 generated"
                    .into(),
            );
        }
        if !["text", "json"].contains(&self.log_format.as_str()) {
            return Some(format!("log_format = {:?}: write text or json", self.log_format));
        }
        self.gateway_mistake()
    }

    fn gateway_mistake(&self) -> Option<String> {
        match self.gateway.as_str() {
            "" => return None,
            "console" | "http" => {}
            other => return Some(format!("gateway = {other:?}: write console or http, or nothing")),
        }
        if !self.gateway_text.contains("{code}") {
            return Some("gateway_text: the text has no place for the code: {code}".into());
        }
        if self.gateway == "console" {
            return None;
        }
        // Addresses of gateways may contain secrets: they are not shown.
        if !is_safe(&self.gateway_url) {
            return Some(
                "gateway_url: write https://…; without TLS, codes may only go to this machine (http://127.0.0.1…)".into(),
            );
        }
        if let Err(wrong) = self.gateway_template() {
            return Some(format!("gateway_body: {wrong}"));
        }
        let has_secret = !self.gateway_secret.is_empty() || !self.gateway_secret_file.as_os_str().is_empty();
        if !self.gateway_header.is_empty() && !self.gateway_header.contains(':') {
            return Some(
                "gateway_header: write a name, a colon and a value, such as Authorization: Bearer {secret}"
                    .into(),
            );
        }
        if self.gateway_header.contains("{secret}") && !has_secret {
            return Some(
                "gateway_header: {secret} needs gateway_secret_file or THILUAT_GATEWAY_SECRET".into(),
            );
        }
        if !(1..=60).contains(&self.gateway_timeout_s) {
            return Some(format!(
                "gateway_timeout_s = {}: write 1 to 60",
                self.gateway_timeout_s
            ));
        }
        None
    }

    /// Returns the body of requests to the gateway, or what is wrong with it.
    pub(crate) fn gateway_template(&self) -> Result<Template, &'static str> {
        let format = BodyFormat::named(&self.gateway_format).ok_or("gateway_format: write json or form")?;
        Template::read(format, &self.gateway_body)
    }

    /// Returns the host that people type, without a port.
    pub(crate) fn host(&self) -> &str {
        let address = self.public_url.split("://").nth(1).unwrap_or_default();
        address.split(['/', ':']).next().unwrap_or_default()
    }

    /// Returns the address of the database: SQLite in the data folder unless set.
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
    pub(crate) fn is_https(&self) -> bool {
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
        assert_eq!(config.live_state_days, 7);
        assert!(config.database().starts_with("sqlite://"));
    }

    #[test]
    fn a_mistake_is_named_with_its_setting() {
        for wrong in [
            "public_url = \"thiluat.example\"",
            "database_url = \"mysql://x\"",
            "redis_url = \"redis://a:1,b:2\"",
            "shards = 0",
            "secret = \"short\"",
            "log_format = \"xml\"",
            "gateway = \"pigeon\"",
            "gateway_url = \"http://sms.example\"\ngateway = \"http\"",
            "gateway_text = \"hello\"\ngateway = \"console\"",
            "gateway_body = \"{text}\"\ngateway = \"http\"\ngateway_url = \"https://sms.example\"",
            "gateway_header = \"Key: {secret}\"\ngateway = \"http\"\ngateway_url = \"https://sms.example\"",
            "gateway_timeout_s = 0\ngateway = \"http\"\ngateway_url = \"https://sms.example\"",
        ] {
            let settings = Figment::from(Toml::string(DEFAULTS)).merge(Toml::string(wrong));
            let mistake = settings.extract::<Config>().unwrap().mistake().unwrap();
            assert!(mistake.starts_with(wrong.split(' ').next().unwrap()), "{mistake}");
        }
        let right = "public_url = \"https://x.example\"\ndatabase_url = \"postgresql://x/y\"\n\
            redis_url = \"redis://a:1, redis://b:2\"\nlog_format = \"json\"\ngateway = \"http\"\n\
            gateway_url = \"https://sms.example\"\ngateway_header = \"Key: {secret}\"\ngateway_secret = \"x\"";
        let settings = Figment::from(Toml::string(DEFAULTS)).merge(Toml::string(right));
        assert_eq!(settings.extract::<Config>().unwrap().mistake(), None);
    }

    #[test]
    fn an_unknown_setting_is_an_error() {
        let wrong = Figment::from(Toml::string(DEFAULTS)).merge(Toml::string("lisen = \"x\""));
        assert!(wrong.extract::<Config>().is_err());
    }
}
