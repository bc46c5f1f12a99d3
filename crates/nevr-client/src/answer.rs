//! An answer of the server: a value, or an error in the envelope.

use std::time::Duration;

use reqwest::{Response, header};
use serde::{Deserialize, de::DeserializeOwned};

use crate::error::{Detail, Error};

#[derive(Deserialize)]
struct Envelope {
    error: Body,
}

#[derive(Deserialize)]
struct Body {
    code: String,
    message: String,
    #[serde(default)]
    details: Vec<Detail>,
}

/// Reads a whole answer.
pub(crate) async fn read<T: DeserializeOwned>(response: Response) -> Result<T, Error> {
    let status = response.status();
    let retry_after = retry_after(&response);
    let body = response.bytes().await?;
    if status.is_success() {
        return serde_json::from_slice(&body).map_err(Error::Decode);
    }
    let status = status.as_u16();
    let Ok(Envelope { error }) = serde_json::from_slice(&body) else {
        return Err(Error::Unexpected { status });
    };
    let Body { code, message, details } = error;
    Err(Error::Api { status, code, message, details, retry_after })
}

/// Returns the header `Retry-After`, which nevr writes in whole seconds.
fn retry_after(response: &Response) -> Option<Duration> {
    let value = response.headers().get(header::RETRY_AFTER)?;
    value.to_str().ok()?.parse().ok().map(Duration::from_secs)
}
