//! A program that never outlives this process. A shell starts it and reads a pipe that only this process holds open.
//! When the pipe closes, for whatever reason, the shell stops the program and removes its folder.

use std::io;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// How often to check, every 20 ms, whether a program has stopped before killing it: for a minute.
const LOOKS: &str = "3000";

/// Stops the program when dropped, and waits until it has ended.
pub(crate) struct Lifeline {
    shell: Child,
}

impl Lifeline {
    /// Runs a program through `shell`, a command that starts `/bin/sh`. Its id is in `folder/pid`, its output in
    /// `folder/log`. At the end it receives the signal `stop`, and `folder` is removed.
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

    /// Ends only the shell. The program and its folder stay, and the caller must end and remove them.
    pub(crate) fn cut(&mut self) -> io::Result<()> {
        self.shell.kill()?;
        self.shell.wait().map(drop)
    }
}

impl Drop for Lifeline {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        // The shell is our child and ends by itself; if it does not, nothing can be done about it here.
        let _ended = self.shell.wait();
    }
}
