//! nginx with the configuration of `deploy/`. Only three things change: where it listens, where its files are, and
//! which servers it passes requests to.

use crate::free_ports;
use crate::program::Program;
use std::io;
use std::path::Path;

const SHIPPED: &str = include_str!("../../deploy/nginx.conf");
const SERVERS: [&str; 2] = ["10.0.0.11:8080", "10.0.0.12:8080"];

/// A proxy without TLS.
pub struct Nginx {
    pub port: u16,
    pub program: Program,
}

impl Nginx {
    /// Starts the proxy in front of one or two servers, given by their ports.
    pub fn start(servers: &[u16]) -> io::Result<Nginx> {
        let port = free_ports(1)?[0];
        let program = run(|folder| {
            let shipped = in_folder(folder, servers)?;
            let without_tls = shipped.lines().filter(|line| !line.trim().starts_with("ssl_"));
            let text: Vec<&str> = without_tls.collect();
            let plain = format!("listen unix:{}/plain.sock", folder.display());
            Ok(text
                .join("\n")
                .replace("listen 443 ssl http2", &format!("listen 127.0.0.1:{port}"))
                .replace("listen 80", &plain))
        })?;
        program.await_port(port)?;
        Ok(Nginx { port, program })
    }
}

/// Runs nginx with the configuration made for its folder.
pub fn run(configuration: impl FnOnce(&Path) -> io::Result<String>) -> io::Result<Program> {
    Program::start(&[], |folder| {
        let file = folder.join("nginx.conf");
        std::fs::write(&file, configuration(folder)?)?;
        Ok(format!("nginx -c {} -g 'daemon off;'", file.display()))
    })
}

/// Returns the configuration with all its files in this folder, run as the current user.
pub fn in_folder(folder: &Path, servers: &[u16]) -> io::Result<String> {
    std::fs::create_dir_all(folder.join("cache"))?;
    let folder = folder.display().to_string();
    let mut text = SHIPPED
        .replace("user www-data;", "user root;")
        .replace("/var/log/nginx", &folder)
        .replace("/var/cache/nginx/thiluat", &format!("{folder}/cache"))
        .replace("/run/nginx.pid", &format!("{folder}/nginx.pid"))
        .replace("/etc/letsencrypt/live/thiluat.example", &folder);
    for (index, shipped) in SERVERS.iter().enumerate() {
        text = match servers.get(index) {
            Some(port) => text.replace(shipped, &format!("127.0.0.1:{port}")),
            None => text
                .lines()
                .filter(|line| !line.contains(shipped))
                .collect::<Vec<_>>()
                .join("\n"),
        };
    }
    Ok(text)
}
