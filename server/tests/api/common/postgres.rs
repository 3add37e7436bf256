//! A PostgreSQL cluster for this test run: made once, ended with the test process, a database for every test.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{LazyLock, Mutex};

/// PostgreSQL refuses to run as root: then it runs as the user that Debian's package makes.
const USER: &str = "postgres";

struct Cluster {
    port: u16,
    /// Its standard input is the lifeline: when this process ends, however it ends, the shell around PostgreSQL
    /// reads the end of it and stops the server.
    _lifeline: Mutex<Child>,
}

static CLUSTER: LazyLock<Cluster> = LazyLock::new(start);
static DATABASES: AtomicU32 = AtomicU32::new(0);

/// The address of a database that nobody else uses.
pub(crate) async fn fresh_database() -> String {
    let number = DATABASES.fetch_add(1, Ordering::Relaxed);
    // The first call makes the cluster, which takes seconds: not on the thread that runs the test's tasks.
    let port = tokio::task::spawn_blocking(|| CLUSTER.port)
        .await
        .expect("the cluster");
    let admin = format!("postgres://{USER}@127.0.0.1:{port}/postgres");
    let db = sea_orm::Database::connect(&admin).await.expect("PostgreSQL");
    let name = format!("thiluat_{number}");
    use sea_orm::ConnectionTrait;
    db.execute_unprepared(&format!("CREATE DATABASE {name}"))
        .await
        .expect("a database");
    db.close().await.expect("closed");
    format!("postgres://{USER}@127.0.0.1:{port}/{name}")
}

#[expect(
    clippy::zombie_processes,
    reason = "the shell ends with this process: nobody is left to wait for it"
)]
fn start() -> Cluster {
    let bin = binaries();
    let folder = std::env::temp_dir().join(format!("thiluat-postgres-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let root = std::fs::metadata("/proc/self")
        .map(|m| std::os::unix::fs::MetadataExt::uid(&m) == 0)
        .unwrap_or(false);
    if root {
        run(Command::new("chown").arg(USER).arg(&folder));
    }
    let data = folder.join("data");
    let mut initdb = as_user(root, &bin.join("initdb"));
    run(initdb
        .args([
            "--auth=trust",
            "--no-sync",
            "--encoding=UTF8",
            "--locale=C",
            "--username",
            USER,
            "-D",
        ])
        .arg(&data));
    let port = free_port();
    let serve = format!(
        "{pg} -D {data} -p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=400 \
         >{folder}/log 2>&1 & P=$!; cat >/dev/null; kill -INT $P; wait $P; rm -rf {folder}",
        pg = bin.join("postgres").display(),
        data = data.display(),
        folder = folder.display(),
    );
    let mut shell = as_user(root, Path::new("/bin/sh"));
    let lifeline = shell
        .args(["-c", &serve])
        .stdin(Stdio::piped())
        .current_dir("/")
        .spawn()
        .expect("a shell");
    for _ in 0..400 {
        let ready = Command::new(bin.join("pg_isready"))
            .args(["-q", "-h", "127.0.0.1", "-p", &port.to_string()])
            .status()
            .expect("pg_isready");
        if ready.success() {
            return Cluster {
                port,
                _lifeline: Mutex::new(lifeline),
            };
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    let log = std::fs::read_to_string(folder.join("log")).unwrap_or_default();
    panic!("PostgreSQL did not start: {log}");
}

/// Debian keeps the server's programs outside of PATH.
fn binaries() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql")
        .map(|entries| entries.flatten().map(|e| e.path().join("bin")));
    let mut found: Vec<PathBuf> = versions
        .into_iter()
        .flatten()
        .filter(|bin| bin.join("initdb").exists())
        .collect();
    found.sort();
    found
        .pop()
        .expect("PostgreSQL is not installed: run `scripts/setup test`")
}

fn as_user(root: bool, program: &Path) -> Command {
    if !root {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command
        .args(["--reuid", USER, "--regid", USER, "--clear-groups", "--"])
        .arg(program);
    command
}

fn run(command: &mut Command) {
    let output = command.current_dir("/").output().expect("the command runs");
    if !output.status.success() {
        std::io::stderr().write_all(&output.stderr).expect("stderr");
        panic!("{command:?} failed");
    }
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}
