//! A program that never outlives this process: a shell starts it, and reads a pipe that only this process holds open.
//! When the pipe ends, however that came about, the shell stops the program and removes its folder.

use std::io;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// How often a program is looked at, every 20 ms, that was asked to stop, before it is killed: a minute.
const LOOKS: &str = "3000";

/// Dropping it stops the program and waits for that.
pub(crate) struct Lifeline {
    shell: Child,
}

impl Lifeline {
    /// Runs a program through `shell`, a command that starts `/bin/sh`. Its id is in `folder/pid`, what it prints in
    /// `folder/log`. At the end it gets the signal `stop`, and `folder` is removed.
    pub(crate) fn start(
        mut shell: Command,
        program: &str,
        folder: &Path,
        stop: &str,
    ) -> io::Result<Lifeline> {
        let folder = folder.display();
        let script = format!(
            "{program} >>{folder}/log 2>&1 & P=$!; echo $P >{folder}/pid; \
             cat >/dev/null; kill -{stop} $P 2>/dev/null; \
             N=0; while [ -e /proc/$P/exe ] && [ $N -lt {LOOKS} ]; do sleep 0.02; N=$((N+1)); done; \
             kill -KILL $P 2>/dev/null; wait $P; rm -rf {folder}"
        );
        let shell = shell
            .args(["-c", &script])
            .stdin(Stdio::piped())
            .current_dir("/")
            .spawn()?;
        Ok(Lifeline { shell })
    }

    /// Ends the shell alone: the program and its folder stay, and whoever calls this has to end them.
    pub(crate) fn cut(&mut self) -> io::Result<()> {
        self.shell.kill()?;
        self.shell.wait().map(drop)
    }
}

impl Drop for Lifeline {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        // The shell was ours and ends by itself; nothing can be done about it here if it does not.
        let _ended = self.shell.wait();
    }
}
