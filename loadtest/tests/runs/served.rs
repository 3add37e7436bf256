//! A server in this process.

use contest_core::wire::accounts::Role;
use std::net::SocketAddr;
use std::sync::mpsc;
use thiluat::application::Application;
use thiluat::auth::staff::{self, NewStaff};
use thiluat::clock::Clock;
use thiluat::config::Config;

pub(crate) const LOGIN: &str = "dotai";
pub(crate) const JUDGE: &str = "giamkhao";
pub(crate) const STAFF_PASSWORD: &str = "mật khẩu của ban tổ chức 5";

/// Starts a server on its own thread for as long as the test runs, on the test's stores or, without their addresses, on
/// its own.
pub(crate) fn serve(database_url: String, redis_url: String) -> (SocketAddr, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let settings = folder.path().join("thiluat.toml");
    std::fs::write(
        &settings,
        "listen = \"127.0.0.1:0\"\nworkers = 2\nconnections_per_address = 0\n",
    )
    .expect("settings");
    let mut config = Config::load(Some(&settings)).expect("settings");
    config.data_dir = folder.path().join("data");
    config.database_url = database_url;
    config.redis_url = redis_url;
    let (told, address) = mpsc::channel();
    std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let app = Application::build(config, Clock::default())
                .await
                .expect("the server");
            let state = &app.state;
            for (role, login, name) in [
                (Role::Organiser, LOGIN, "Ban tổ chức"),
                (Role::Judge, JUDGE, "Giám khảo"),
            ] {
                let new = NewStaff {
                    role,
                    login,
                    name,
                    password: STAFF_PASSWORD,
                };
                staff::create(&state.db.write, &state.passwords, new, state.clock.now())
                    .await
                    .expect("an account");
            }
            told.send(app.address).expect("the test waits");
            app.run().await.expect("served");
        });
    });
    (address.recv().expect("the server starts"), folder)
}
