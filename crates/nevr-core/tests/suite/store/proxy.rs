//! A proxy in front of a database server, whose connections can be cut.

use std::net::SocketAddr;

use nevr_core::testing::TestDatabase;
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
};
use url::Url;

/// Forwards connections to the server of a database until it is cut.
pub(crate) struct Proxy {
    to: String,
    address: SocketAddr,
    url: Url,
    passing: Option<JoinHandle<()>>,
}

impl Proxy {
    pub(crate) async fn before(database: &TestDatabase) -> Self {
        let mut url = Url::parse(&database.url()).unwrap();
        let default = if url.scheme() == "mysql" { 3306 } else { 5432 };
        let to = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap_or(default));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        url.set_host(Some("127.0.0.1")).unwrap();
        url.set_port(Some(address.port())).unwrap();
        let mut proxy = Self { to, address, url, passing: None };
        proxy.forward(listener);
        proxy
    }

    /// Returns the URL of the database through the proxy.
    pub(crate) fn url(&self) -> &str {
        self.url.as_str()
    }

    fn forward(&mut self, listener: TcpListener) {
        let to = self.to.clone();
        self.passing = Some(tokio::spawn(async move {
            // Dropped with this task, and with it every connection.
            let mut connections = JoinSet::new();
            while let Ok((mut inner, _)) = listener.accept().await {
                let to = to.clone();
                connections.spawn(async move {
                    let mut outer = TcpStream::connect(to).await.unwrap();
                    let _ended = copy_bidirectional(&mut inner, &mut outer).await;
                });
            }
        }));
    }

    /// Cuts every connection; new ones are refused.
    pub(crate) async fn cut(&mut self) {
        let passing = self.passing.take().expect("it is not cut yet");
        passing.abort();
        assert!(passing.await.unwrap_err().is_cancelled());
    }

    /// Forwards connections again.
    pub(crate) async fn mend(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        self.forward(listener);
    }
}
