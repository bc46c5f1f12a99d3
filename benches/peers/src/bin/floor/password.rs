//! The hash of a password and nothing else: what signing in can't be faster than.

use std::{cell::RefCell, io, sync::LazyLock, thread};

use actix_web::{HttpResponse, web};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use serde_json::json;
use tokio::sync::Semaphore;

/// nevr's defaults: 19 MiB, two passes, one lane.
const MEMORY: u32 = 19_456;
const PASSES: u32 = 2;

thread_local! {
    /// The memory of a hash is used again by the next one.
    static BLOCKS: RefCell<Vec<Block>> = RefCell::new(vec![Block::default(); MEMORY as usize]);
}

/// A place for each core: hashes that take turns on a core are not done any earlier.
static PLACES: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(thread::available_parallelism().map_or(1, usize::from)));

pub(crate) async fn sign_in(password: web::Bytes) -> io::Result<HttpResponse> {
    let place = PLACES.acquire().await.map_err(io::Error::other)?;
    let hash = web::block(move || hash(&password)).await.map_err(io::Error::other)??;
    drop(place);
    Ok(HttpResponse::Ok().json(json!({ "hash": hash })))
}

fn hash(password: &[u8]) -> io::Result<[u8; 32]> {
    let params = Params::new(MEMORY, PASSES, 1, None).map_err(io::Error::other)?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut hash = [0; 32];
    BLOCKS
        .with_borrow_mut(|blocks| {
            argon2.hash_password_into_with_memory(password, b"0123456789abcdef", &mut hash, blocks)
        })
        .map_err(io::Error::other)?;
    Ok(hash)
}
