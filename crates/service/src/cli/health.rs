//! `iafq health`: asks a service on this machine whether it is ready, for whoever watches over its process.

use std::io::{self, Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;

use super::failure::printed;
use super::{Failure, serve};

/// How long connecting, asking and each part of the answer may take: longer than the service waits for its database.
const PATIENCE: Duration = Duration::from_secs(8);
/// More than any answer has, in bytes.
const MOST: u64 = 16 * 1024;

/// Arguments of `iafq health`: those of `iafq serve`, so that it finds the same address.
#[derive(Args)]
pub(super) struct Health {
    #[command(flatten)]
    serve: serve::Serve,
}

impl Health {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let address = match (self.serve.metrics, self.serve.tls.files()?) {
            (Some(address), _) => address,
            (None, None) => self.serve.listen,
            (None, Some(_)) => {
                let text =
                    "a service that speaks TLS is asked at the address of whoever operates it: --metrics";
                return Err(Failure::Usage(text.to_owned()));
            }
        };
        let failed = |why: String| Failure::World(format!("the service at {address} is not ready: {why}"));
        match ask(on_this_machine(address)) {
            Ok(answer) if answer.starts_with("HTTP/1.1 200 ") => {
                printed(writeln!(io::stdout(), "the service at {address} is ready"))?;
                Ok(ExitCode::SUCCESS)
            }
            Ok(answer) => Err(failed(answer.lines().next().unwrap_or("it says nothing").to_owned())),
            Err(error) => Err(failed(error.to_string())),
        }
    }
}

/// Where a service that listens at an address is met on its own machine.
fn on_this_machine(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

fn ask(address: SocketAddr) -> io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.write_all(b"GET /ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.take(MOST).read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
