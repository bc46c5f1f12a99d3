//! Which texts are session tokens, and which are not.

use std::collections::HashSet;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use nevr_core::store::Query;

use super::fixture::{ANN, BOB, config, is_live, plain, sign_in, sign_up, start};

async fn t1_the_random_part_of_every_token_is_its_own_and_not_its_id() {
    let app = start(&plain()).await;
    let mut seen = HashSet::from([sign_up(&app, ANN).await.token]);
    for _ in 0..47 {
        seen.insert(sign_in(&app, ANN).await.token);
    }
    let parts: HashSet<Vec<u8>> =
        seen.iter().map(|token| URL_SAFE_NO_PAD.decode(token).unwrap()[17..49].to_vec()).collect();
    assert_eq!(parts.len(), 48);
    // Bits of 48 draws: each position is one in some and zero in others, but once in 10^12 runs.
    for bit in 0..256 {
        let ones = parts.iter().filter(|part| part[bit / 8] >> (bit % 8) & 1 == 1).count();
        assert!((1..48).contains(&ones), "bit {bit} is always the same");
    }
}

async fn t3_what_the_database_holds_is_no_token() {
    let app = start(&plain()).await;
    let ann = sign_up(&app, ANN).await;
    let row = app.store().find_one(Query::from("session")).await.unwrap().unwrap();
    let hash: String = row.get("tokenHash").unwrap();
    let id: String = row.get("id").unwrap();
    assert!(!is_live(&app, &hash).await && !is_live(&app, &id).await);
    // The token with the hash in the place of what was hashed.
    let mut bytes = URL_SAFE_NO_PAD.decode(&ann.token).unwrap();
    for (at, pair) in hash.as_bytes().chunks(2).enumerate() {
        bytes[17 + at] = u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    }
    assert!(!is_live(&app, &URL_SAFE_NO_PAD.encode(bytes)).await);
    assert!(is_live(&app, &ann.token).await);
}

async fn t3_every_flipped_bit_and_every_second_spelling_is_refused() {
    let app = start(&plain()).await;
    let ann = sign_up(&app, ANN).await;
    let bytes = URL_SAFE_NO_PAD.decode(&ann.token).unwrap();
    for at in 0..bytes.len() {
        let mut flipped = bytes.clone();
        flipped[at] ^= 1 << (at % 8);
        assert!(!is_live(&app, &URL_SAFE_NO_PAD.encode(flipped)).await, "byte {at}");
    }
    let token = &ann.token;
    for spelling in [
        format!("{token}="),
        format!("{token}A"),
        token[..107].to_owned(),
        token.replace('-', "+").replace('_', "/") + "",
        token.to_uppercase(),
    ] {
        assert!(spelling == *token || !is_live(&app, &spelling).await, "{spelling}");
    }
}

async fn t3_a_tag_is_for_its_own_bytes() {
    let app = start(&plain()).await;
    let decode = |token: &str| URL_SAFE_NO_PAD.decode(token).unwrap();
    let ann = decode(&sign_up(&app, ANN).await.token);
    let bob = decode(&sign_up(&app, BOB).await.token);
    for cut in [1, 17, 49] {
        let mixed = [&ann[..cut], &bob[cut..]].concat();
        if mixed != bob {
            assert!(!is_live(&app, &URL_SAFE_NO_PAD.encode(mixed)).await, "cut at {cut}");
        }
    }
}

/// Without a cache; with one it ends within a second, see `cache`.
async fn a_row_that_somebody_deleted_is_no_session_at_the_next_request() {
    let app = start(&config("", "session = { cache = false }", "")).await;
    let ann = sign_up(&app, ANN).await;
    assert!(is_live(&app, &ann.token).await);
    app.execute(r#"DELETE FROM "session""#).await;
    assert!(!is_live(&app, &ann.token).await);
}

async fn a_session_of_a_policy_that_nobody_registers_sleeps() {
    let app = start(&super::fixture::with_visitors()).await;
    let visitor = super::fixture::visit(&app).await;
    let app = app.restart(&plain()).await;
    assert!(!is_live(&app, &visitor.token).await);
    let app = app.restart(&super::fixture::with_visitors()).await;
    assert!(is_live(&app, &visitor.token).await);
}

nevr_core::testing::on_every_database!(
    t1_the_random_part_of_every_token_is_its_own_and_not_its_id,
    t3_what_the_database_holds_is_no_token,
    t3_every_flipped_bit_and_every_second_spelling_is_refused,
    t3_a_tag_is_for_its_own_bytes,
    a_row_that_somebody_deleted_is_no_session_at_the_next_request,
    a_session_of_a_policy_that_nobody_registers_sleeps,
);
