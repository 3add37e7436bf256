//! The two servers: in this process, where their clocks can be moved, or as processes of their own.

use crate::line::Servers;
use crate::stores::Stores;
use contest_core::time::Millis;
use private_stores::free_ports;
use private_stores::program::Program;
use std::sync::Mutex;
use std::time::Duration;
use thiluat::application::Application;
use thiluat::clock::Clock;
use thiluat::config::Config;
use tokio::sync::oneshot;

pub(crate) struct Pair {
    slots: [Slot; 2],
    processes: bool,
}

struct Slot {
    config: Config,
    clock: Clock,
    url: Mutex<String>,
    running: tokio::sync::Mutex<Option<Running>>,
}

enum Running {
    Here {
        kill: oneshot::Sender<()>,
        thread: std::thread::JoinHandle<()>,
    },
    Process(Program),
}

impl Servers for Pair {
    fn url(&self, server: usize) -> String {
        self.slots[server].url.lock().expect("an address").clone()
    }

    fn now(&self) -> Millis {
        let [first, second] = &self.slots;
        first.clock.now().min(second.clock.now())
    }
}

impl Pair {
    /// Describes two servers that have not been launched yet.
    pub(crate) fn new(config: &Config, clocks: [Clock; 2], processes: bool) -> Pair {
        let mut number = 0;
        let slots = clocks.map(|clock| {
            number += 1;
            Slot {
                config: Config {
                    data_dir: config.data_dir.join(format!("server-{number}")),
                    ..config.clone()
                },
                clock,
                url: Mutex::default(),
                running: tokio::sync::Mutex::default(),
            }
        });
        Pair { slots, processes }
    }

    /// Kills a server in the midst of its work.
    pub(crate) async fn kill(&self, server: usize) {
        match self.slots[server].running.lock().await.take() {
            Some(Running::Here { kill, thread }) => {
                let _ended = kill.send(());
                let joined = tokio::task::spawn_blocking(move || thread.join());
                joined.await.expect("a thread").expect("the server's thread");
            }
            Some(Running::Process(program)) => {
                let killed = tokio::task::spawn_blocking(move || {
                    program.kill().expect("killed");
                    drop(program);
                });
                killed.await.expect("killed");
            }
            None => {}
        }
    }

    /// Starts a server, trying as often as it takes while its stores are away. Each launch gets a connection path of
    /// its own to the database; killing the server ends the path.
    pub(crate) async fn launch(&self, server: usize, stores: &Stores) {
        let slot = &self.slots[server];
        let mut running = slot.running.lock().await;
        let mut said = String::new();
        for _ in 0..150 {
            if running.is_some() {
                return;
            }
            let config = Config {
                database_url: stores.way_of(server).await,
                ..slot.config.clone()
            };
            let launched = if self.processes {
                launch_process(&config).await
            } else {
                launch_here(config, slot.clock.clone()).await
            };
            match launched {
                Ok((started, url)) => {
                    *slot.url.lock().expect("an address") = url;
                    *running = Some(started);
                }
                Err(error) => said = error,
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("server {server} does not start: {said}");
    }

    /// Returns what the processes have logged.
    pub(crate) async fn logs(&self) -> String {
        let mut logs = String::new();
        for (server, slot) in self.slots.iter().enumerate() {
            if let Some(Running::Process(program)) = &*slot.running.lock().await {
                logs += &format!("--- server {server}\n{}\n", program.log());
            }
        }
        logs
    }

    pub(crate) async fn stop(&self) {
        for server in 0..2 {
            self.kill(server).await;
        }
    }
}

/// Runs a server on a thread with its own runtime: when it is killed, its tasks end wherever they are.
async fn launch_here(config: Config, clock: Clock) -> Result<(Running, String), String> {
    let (started, heard) = oneshot::channel();
    let (kill, killed) = oneshot::channel::<()>();
    let serve = async move {
        let app = match Application::build(config, clock).await {
            Ok(app) => app,
            Err(error) => return drop(started.send(Err(error.to_string()))),
        };
        let handle = app.handle();
        let _gone = started.send(Ok(format!("http://{}", app.address)));
        let kill = async {
            let _dropped = killed.await;
            handle.stop(false).await;
        };
        tokio::select! {
            biased;
            () = kill => {}
            served = app.run() => served.expect("the server"),
        }
    };
    let thread = std::thread::spawn(move || actix_web::rt::System::new().block_on(serve));
    match heard.await {
        Ok(Ok(url)) => Ok((Running::Here { kill, thread }, url)),
        Ok(Err(error)) => Err(error),
        Err(_gone) => Err("it panicked".into()),
    }
}

async fn launch_process(config: &Config) -> Result<(Running, String), String> {
    let environment = [
        ("DATABASE_URL", config.database_url.clone()),
        ("REDIS_URL", config.redis_url.clone()),
        ("THILUAT_SHARDS", config.shards.to_string()),
        ("THILUAT_SECRET", config.secret.clone()),
        ("THILUAT_WORKERS", "2".into()),
        ("THILUAT_PASSWORD_WORKERS", "1".into()),
        ("THILUAT_LOG", "info".into()),
        ("THILUAT_DATA_DIR", config.data_dir.display().to_string()),
    ];
    let start = move || {
        let port = free_ports(1).map_err(|error| error.to_string())?[0];
        let program = Program::start(&environment, |_| {
            let binary = env!("CARGO_BIN_EXE_thiluat");
            Ok(format!("THILUAT_LISTEN=127.0.0.1:{port} {binary} serve"))
        });
        let program = program.map_err(|error| error.to_string())?;
        for _ in 0..200 {
            if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Ok((Running::Process(program), format!("http://127.0.0.1:{port}")));
            }
            std::thread::sleep(Duration::from_millis(40));
            // The process ends if a store is away.
            if !std::path::Path::new(&format!("/proc/{}", program.pid())).exists() {
                break;
            }
        }
        Err(program.log())
    };
    tokio::task::spawn_blocking(start).await.expect("a process")
}
