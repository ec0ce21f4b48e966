//! A PostgreSQL server of the tests' own: a fresh cluster in a temporary folder, loopback only, gone at the end.

use std::fs;
use std::io::{BufRead as _, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::run::{Failure, output, say, succeeds};
use crate::tools;

/// The variable that names a server to use instead.
pub(crate) const VARIABLE: &str = "IAFQ_TEST_POSTGRESQL";

/// How a server is started.
#[derive(clap::Args, Default)]
pub(crate) struct How {
    /// A library that is loaded into the server before all others.
    #[arg(long, value_name = "FILE")]
    preload: Option<PathBuf>,
    /// What is committed is on the disk, as in a server that is meant.
    #[arg(long)]
    durable: bool,
}

/// A running server; stopped when dropped.
pub(crate) struct Server {
    programs: PathBuf,
    folder: TempDir,
    port: u16,
    user: Option<&'static str>,
    how: How,
}

/// Runs a server for a test until standard input is closed. Standard output names its URL first. For a line `restart` it
/// loses what it holds in memory, as if the machine had lost its power, starts again and answers `restarted`.
pub(crate) fn serve(how: How) -> Result<(), Failure> {
    let server = Server::start(how)?;
    let mut out = std::io::stdout();
    writeln!(out, "{}", server.url())?;
    for line in std::io::stdin().lock().lines() {
        if line? == "restart" {
            server.restart()?;
            writeln!(out, "restarted")?;
        }
    }
    Ok(())
}

impl Server {
    /// Starts one. As root the server runs as `postgres` or `nobody`, since it refuses to run as root.
    pub(crate) fn start(how: How) -> Result<Self, Failure> {
        let programs = tools::postgresql()?;
        let folder = tempfile::Builder::new().prefix("iafq-postgresql-").tempdir()?;
        let user = if tools::is_root() { Some(account()?) } else { None };
        if let Some(user) = user {
            fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755))?;
            output(Command::new("chown").args([user]).arg(folder.path()))?;
        }
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let server = Self { programs, folder, port, user, how };
        let data = server.data();
        output(
            server
                .program("initdb")
                .args(["--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-sync", "-D"])
                .arg(&data),
        )?;
        // Durability is not what the tests of behaviour need; the tests of faults start servers of their own.
        let fsync = if server.how.durable { "on" } else { "off" };
        let options = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=300 -c fsync={fsync}"
        );
        output(server.control().args(["-o", &options, "start"]))?;
        say(&format!("PostgreSQL is running on port {port}"));
        Ok(server)
    }

    /// Ends it without a word and starts it again.
    fn restart(&self) -> Result<(), Failure> {
        output(self.control().args(["-m", "immediate", "restart"])).map(drop)
    }

    /// The URL of its administrative database.
    pub(crate) fn url(&self) -> String {
        format!("postgresql://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// `pg_ctl`, which gives its environment to the server.
    fn control(&self) -> Command {
        let mut command = self.program("pg_ctl");
        if let Some(library) = &self.how.preload {
            command.env("LD_PRELOAD", library);
        }
        command.arg("--wait").arg("-D").arg(self.data()).arg("-l").arg(self.folder.path().join("log"));
        command
    }

    fn program(&self, name: &str) -> Command {
        let path: &Path = &self.programs.join(name);
        let mut command = match self.user {
            Some(user) => {
                let mut command = Command::new("runuser");
                command.args(["-u", user, "--"]).arg(path);
                command
            }
            None => Command::new(path),
        };
        command.current_dir(self.folder.path()).env("LC_ALL", "C.UTF-8");
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let data = self.data();
        if !succeeds(self.program("pg_ctl").args(["-m", "immediate", "-D"]).arg(&data).arg("stop")) {
            say("the PostgreSQL server of the tests did not stop by itself");
        }
    }
}

/// An account without rights that exists.
fn account() -> Result<&'static str, Failure> {
    ["postgres", "nobody"]
        .into_iter()
        .find(|name| succeeds(Command::new("id").arg(name)))
        .ok_or_else(|| "PostgreSQL refuses to run as root, and there is no user postgres or nobody".into())
}
