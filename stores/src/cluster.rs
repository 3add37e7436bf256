//! A private Redis Cluster: three masters with one replica each, on free local ports, with the settings that
//! `deploy/redis-cluster.conf` recommends.

use crate::processes::{free_ports, kill};
use crate::redis_server::end;
use lifeline::redis_server::{answers, run};
use lifeline::{Lifeline, wait_until};
use redis::{Commands, RedisError};
use std::ffi::OsStr;
use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

const MASTERS: usize = 3;
const SLOTS: usize = 16_384;
const SETTINGS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy/redis-cluster.conf");

pub struct RedisCluster {
    nodes: Vec<Node>,
}

struct Node {
    port: u16,
    bus: u16,
    folder: PathBuf,
    /// One for each time the node was started.
    lifelines: Mutex<Vec<Lifeline>>,
}

impl RedisCluster {
    /// Starts six nodes, joins them and waits until every master has its replica.
    pub fn start() -> io::Result<RedisCluster> {
        let ports = free_ports(MASTERS * 4)?;
        let nodes: Vec<Node> = ports
            .chunks_exact(2)
            .map(|pair| Node::start(pair[0], pair[1]))
            .collect::<io::Result<_>>()?;
        for node in &nodes {
            wait_until("the start of a cluster's node", || answers(&node.url()))?;
        }
        let cluster = RedisCluster { nodes };
        cluster.join().map_err(io::Error::other)?;
        Ok(cluster)
    }

    fn join(&self) -> Result<(), RedisError> {
        for (n, node) in self.nodes.iter().enumerate() {
            node.ask::<String>(&["SET-CONFIG-EPOCH", &(n + 1).to_string()])?;
            if n < MASTERS {
                let (first, last) = (n * SLOTS / MASTERS, (n + 1) * SLOTS / MASTERS - 1);
                node.ask::<String>(&["ADDSLOTSRANGE", &first.to_string(), &last.to_string()])?;
            }
        }
        let first = &self.nodes[0];
        for node in &self.nodes[1..] {
            let (port, bus) = (node.port.to_string(), node.bus.to_string());
            first.ask::<String>(&["MEET", "127.0.0.1", &port, &bus])?;
        }
        let (masters, replicas) = self.nodes.split_at(MASTERS);
        self.await_all("cluster_known_nodes:6")?;
        self.await_all("cluster_size:3")?;
        for (master, replica) in masters.iter().zip(replicas) {
            let id: String = master.ask(&["MYID"])?;
            // The replica may not have heard of the master's slots yet.
            wait_until("a replica", || replica.ask::<String>(&["REPLICATE", &id]).is_ok())?;
        }
        self.await_all("cluster_state:ok")?;
        for master in masters {
            wait_until("a replica's copy", || master.is_copied())?;
        }
        // Until then, nothing a replica receives survives its death.
        for replica in replicas {
            wait_until("a replica's file", || replica.has_its_file())?;
        }
        Ok(())
    }

    fn await_all(&self, sign: &str) -> io::Result<()> {
        for node in &self.nodes {
            let seen = || {
                node.ask::<String>(&["INFO"])
                    .is_ok_and(|info| info.contains(sign))
            };
            wait_until(sign, seen)?;
        }
        Ok(())
    }

    /// Returns the addresses in the form of the server's setting `redis_url`.
    pub fn url(&self) -> String {
        let urls: Vec<String> = self.nodes.iter().map(Node::url).collect();
        urls.join(",")
    }

    /// Kills the master of a key, as if its machine had failed. Returns the number of the node.
    pub fn kill_master_of(&self, key: &str) -> io::Result<usize> {
        let found = self.nodes.iter().position(|node| node.is_master_of(key));
        let n = found.ok_or_else(|| io::Error::other("no master has the key"))?;
        self.kill(n)?;
        Ok(n)
    }

    /// Restarts a node once another one has taken over its keys, as systemd or whoever repairs the machine does. It
    /// comes back as a replica, without which the new master accepts no writes.
    pub fn restart_once_replaced(&self, n: usize, key: &str) -> io::Result<()> {
        let others = || self.nodes.iter().enumerate().filter(|(other, _)| *other != n);
        wait_until("a new master", || {
            others().any(|(_, node)| node.is_master_of(key))
        })?;
        self.nodes[n].serve()
    }

    /// Kills a key's master and then whichever node takes its place, which leaves its slots without a master. Returns
    /// the numbers of the nodes. Waits until both have everything in their files: data reaches a node's file a moment
    /// after the node reports it, up to two seconds later on a busy disk.
    pub fn kill_all_masters_of(&self, key: &str) -> io::Result<[usize; 2]> {
        let is_safe = |node: &Node| node.is_master_of(key) && node.is_copied_whole() && node.has_its_file();
        wait_until("a master whose replica has everything", || {
            self.nodes.iter().any(is_safe)
        })?;
        let first = self.kill_master_of(key)?;
        let mut second = None;
        wait_until("a new master", || {
            let mut others = self.nodes.iter().enumerate().filter(|(n, _)| *n != first);
            second = others
                .find(|(_, node)| node.is_master_of(key) && node.has_its_file())
                .map(|(n, _)| n);
            second.is_some()
        })?;
        let second = second.ok_or_else(|| io::Error::other("no replica took over"))?;
        self.kill(second)?;
        Ok([first, second])
    }

    fn kill(&self, n: usize) -> io::Result<()> {
        let pid = self.nodes[n].pid();
        kill(pid.ok_or_else(|| io::Error::other("the node was never started"))?)
    }

    /// Restarts nodes that were killed.
    pub fn restart(&self, nodes: &[usize]) -> io::Result<()> {
        nodes.iter().try_for_each(|n| self.nodes[*n].serve())
    }

    /// Cuts the replicas of a key's master off from it for good: everything written from now on is lost with the
    /// master, as when the network fails before the machine does.
    pub fn cut_replicas_of(&self, key: &str) -> io::Result<()> {
        let master = self.nodes.iter().find(|node| node.is_master_of(key));
        let master = master.ok_or_else(|| io::Error::other("no master has the key"))?;
        // The master would soon notice and refuse writes; the case under test lies before that.
        master
            .set("min-replicas-to-write", "0")
            .map_err(io::Error::other)?;
        let port = format!("master_port:{}", master.port);
        for node in &self.nodes {
            if node.replication().is_ok_and(|info| info.contains(&port)) {
                node.refuse_master().map_err(io::Error::other)?;
            }
        }
        wait_until("the end of replication", || !master.is_copied())
    }

    pub fn pids(&self) -> Vec<u32> {
        self.nodes.iter().filter_map(Node::pid).collect()
    }
}

impl Node {
    fn start(port: u16, bus: u16) -> io::Result<Node> {
        let folder = tempfile::Builder::new()
            .prefix("thiluat-cluster-")
            .tempdir()?
            .keep();
        let node = Node {
            port,
            bus,
            folder,
            lifelines: Mutex::default(),
        };
        node.serve()?;
        Ok(node)
    }

    fn serve(&self) -> io::Result<()> {
        let (port, bus) = (self.port.to_string(), self.bus.to_string());
        let arguments: [&OsStr; 11] = [
            SETTINGS.as_ref(),
            "--bind".as_ref(),
            "127.0.0.1".as_ref(),
            "--port".as_ref(),
            port.as_ref(),
            "--cluster-port".as_ref(),
            bus.as_ref(),
            "--dir".as_ref(),
            self.folder.as_ref(),
            "--logfile".as_ref(),
            "".as_ref(),
        ];
        let lifeline = run(arguments, &self.folder, end(&self.folder))?;
        self.lifelines().push(lifeline);
        Ok(())
    }

    fn lifelines(&self) -> MutexGuard<'_, Vec<Lifeline>> {
        self.lifelines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn pid(&self) -> Option<u32> {
        self.lifelines().last().map(Lifeline::pid)
    }

    fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    fn connection(&self) -> Result<redis::Connection, RedisError> {
        redis::Client::open(self.url())?.get_connection()
    }

    fn ask<T: redis::FromRedisValue>(&self, words: &[&str]) -> Result<T, RedisError> {
        redis::cmd("CLUSTER").arg(words).query(&mut self.connection()?)
    }

    fn info(&self, section: &str) -> Result<String, RedisError> {
        let mut connection = self.connection()?;
        redis::cmd("INFO").arg(section).query(&mut connection)
    }

    fn replication(&self) -> Result<String, RedisError> {
        self.info("replication")
    }

    fn is_copied(&self) -> bool {
        self.replication().is_ok_and(|info| info.contains("state=online"))
    }

    /// Returns whether a replica has acknowledged everything written here.
    fn is_copied_whole(&self) -> bool {
        self.replication().is_ok_and(|info| {
            let field = |name: &str| {
                let line = info.lines().find_map(|line| line.strip_prefix(name));
                line.map(|rest| rest.trim().to_owned())
            };
            let written = field("master_repl_offset:").map(|offset| format!("state=online,offset={offset},"));
            written
                .zip(field("slave0:"))
                .is_some_and(|(written, replica)| replica.contains(&written))
        })
    }

    /// Returns whether the append-only file is complete: a replica rewrites it once it has its master's copy.
    fn has_its_file(&self) -> bool {
        let signs = [
            "aof_rewrite_in_progress:0",
            "aof_rewrite_scheduled:0",
            "aof_buffer_length:0",
        ];
        self.info("persistence")
            .is_ok_and(|info| signs.iter().all(|sign| info.contains(sign)))
    }

    /// Sets a password that the master does not have, so the replica cannot sign in there again.
    fn refuse_master(&self) -> Result<(), RedisError> {
        self.set("masterauth", "wrong")?;
        let mut connection = self.connection()?;
        let link = ["KILL", "TYPE", "master"];
        redis::cmd("CLIENT")
            .arg(&link)
            .query::<i64>(&mut connection)
            .map(drop)
    }

    fn set(&self, setting: &str, value: &str) -> Result<(), RedisError> {
        let mut config = redis::cmd("CONFIG");
        config.arg("SET").arg(setting).arg(value);
        config.query::<String>(&mut self.connection()?).map(drop)
    }

    /// Returns whether the node is the master of a key: any other node replies with a redirect.
    fn is_master_of(&self, key: &str) -> bool {
        let asked = || self.connection()?.exists::<_, bool>(key);
        asked().is_ok()
    }
}
