//! The story's server, set up as by `thiluat serve`, on a free port and with a clock that can be moved.

use contest_core::time::Millis;
use contest_core::wire::accounts::Role;
use std::path::{Path, PathBuf};
use thiluat::application::Application;
use thiluat::auth::staff::{self, NewStaff};
use thiluat::clock::Clock;
use thiluat::config::Config;
use thiluat::state::State;

pub(crate) const PASSWORD: &str = "mot-mat-khau-rat-dai";

pub(crate) struct Platform {
    pub(crate) url: String,
    pub(crate) state: State,
    pub(crate) folder: tempfile::TempDir,
}

/// Runs a story against a fresh server with these settings, then shuts it down in order.
pub(crate) fn with_platform<F: Future<Output = ()>>(settings: &str, story: impl FnOnce(Platform) -> F) {
    actix_web::rt::System::new().block_on(async {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("thiluat.toml");
        std::fs::write(&file, format!("listen = \"127.0.0.1:0\"\n{settings}")).expect("settings");
        let mut config = Config::load(Some(&file)).expect("settings");
        config.data_dir = folder.path().join("data");
        let app = Application::build(config, Clock::default())
            .await
            .expect("the server starts");
        let handle = app.handle();
        let platform = Platform {
            url: format!("http://{}", app.address),
            state: app.state.clone(),
            folder,
        };
        let served = actix_web::rt::spawn(app.run());
        story(platform).await;
        handle.stop(true).await;
        served.await.expect("the server's task").expect("the server");
    });
}

impl Platform {
    /// Creates a staff account. These are made on the command line, not on a page.
    pub(crate) async fn staff(&self, role: Role, login: &str, name: &str) {
        let new = NewStaff {
            role,
            login,
            name,
            password: PASSWORD,
        };
        let (db, passwords) = (&self.state.db.write, &self.state.passwords);
        staff::create(db, passwords, new, self.now())
            .await
            .expect("an account");
    }

    pub(crate) fn now(&self) -> Millis {
        self.state.clock.now()
    }

    /// Writes a file for a person to choose.
    pub(crate) fn file(&self, name: &str, content: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).expect("a file");
        path
    }
}

/// Returns the path of one of the sample banks.
pub(crate) fn sample_bank() -> PathBuf {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../question-banks/banks/hoa-giai-o-co-so/bank.json");
    path.canonicalize().expect("the sample bank")
}
