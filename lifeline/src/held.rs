//! A program that ends with its owner. A shell starts it and reads a pipe that only the owner holds open: when the pipe
//! closes, for whatever reason, the shell ends the program.

use std::ffi::OsStr;
use std::fs::OpenOptions;
use std::io::{self, BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::time::Duration;

/// How often the shell looks whether a program has ended.
const LOOK: Duration = Duration::from_millis(20);

/// What happens once the pipe has closed.
#[derive(Clone, Copy, Debug)]
pub struct End<'a> {
    /// The signal that asks the program to end, as `kill` names it.
    pub signal: &'a str,
    /// How long it has; then it is killed.
    pub patience: Duration,
    /// A folder to remove afterwards. The shell then stays until the pipe closes, even if the program ends by itself.
    pub removes: Option<&'a Path>,
}

/// Dropping it ends the program, and waits until it has ended.
pub struct Lifeline {
    shell: Child,
    pipe: Option<ChildStdin>,
    pid: u32,
}

impl Lifeline {
    /// Runs `line`, the shell's words for a program, through `shell`, a command that starts `/bin/sh`. In the line,
    /// `"$@"` stands for `arguments`. What the program prints is appended to `log`.
    pub fn start(
        mut shell: Command,
        line: &str,
        arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
        log: &Path,
        end: End<'_>,
    ) -> io::Result<Lifeline> {
        let output = OpenOptions::new().create(true).append(true).open(log)?;
        // Two wait: the first for the pipe, the second, which is the parent, for the program.
        let script = format!(
            "SIGNAL=$1; LOOKS=$2; FOLDER=$3; shift 3; exec 3<&0 </dev/null
             {line} >&2 3<&- & P=$!; echo $P
             {{ read -r END <&3; kill -$SIGNAL $P; N=0
                while kill -0 $P && [ $N -lt $LOOKS ]; do sleep {look}; N=$((N+1)); done
                kill -KILL $P; }} 2>/dev/null & W=$!
             wait $P; R=$?; kill $W 2>/dev/null
             [ -z \"$FOLDER\" ] || {{ read -r END <&3; rm -rf \"$FOLDER\"; }}
             exit $R",
            look = LOOK.as_secs_f32(),
        );
        let looks = end.patience.as_millis() / LOOK.as_millis();
        shell
            .args(["-c", &script, "lifeline", end.signal, &looks.to_string()])
            .arg(end.removes.unwrap_or(Path::new("")))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(output)
            .current_dir("/")
            // Ctrl-C in the terminal reaches only the owner, which then ends its programs in order.
            .process_group(0);
        let mut shell = shell.spawn()?;
        let pipe = shell.stdin.take();
        let mut said = String::new();
        if let Some(stdout) = shell.stdout.take() {
            BufReader::new(stdout).read_line(&mut said)?;
        }
        let no_shell = || io::Error::other(format!("the shell did not start: see {}", log.display()));
        let pid = said.trim().parse().ok().ok_or_else(no_shell)?;
        Ok(Lifeline { shell, pipe, pid })
    }

    /// The id of the program.
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// Takes out what keeps the program alive: it ends when this is dropped.
    pub fn take_pipe(&mut self) -> Option<ChildStdin> {
        self.pipe.take()
    }

    /// Waits until the program has ended by itself, or with the pipe.
    pub fn wait(&mut self) -> io::Result<ExitStatus> {
        self.shell.wait()
    }

    /// Returns how the program ended, if it has, unless a folder waits to be removed.
    pub fn ended(&mut self) -> io::Result<Option<ExitStatus>> {
        self.shell.try_wait()
    }

    /// Ends only the shell that would remove the folder. The program stays until it is ended or this is dropped.
    pub fn cut(&mut self) -> io::Result<()> {
        self.shell.kill()?;
        self.shell.wait().map(drop)
    }
}

impl Drop for Lifeline {
    fn drop(&mut self) {
        drop(self.pipe.take());
        // The shell is our child and ends by itself; if it does not, nothing can be done about it here.
        let _ended = self.shell.wait();
    }
}
