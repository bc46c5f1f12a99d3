//! The options of `[plugins.auth]`.

use std::{fmt, time::Duration};

use indexmap::IndexMap;
use nevr_config::{
    BasePath, ByteSize, FieldOptions, RateLimit, Seconds, Secrets, at_most, keys_are_names,
};
use nevr_core::plugin::OptionErrors;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, MapAccess, Visitor, value::MapAccessDeserializer},
};

use crate::{
    cookie::{CookieName, CookieOptions},
    password::{DEFAULT_QUEUE, HasherOptions, HasherOptionsError, PasswordPolicy, PolicyError},
};

pub use crate::session_cache::{SessionCache, SessionCacheOptions};

/// Users, sessions and passwords.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct AuthOptions {
    /// The secret that signs session tokens, or a list of secrets: the first signs, all verify.
    /// Without it, the variable `NEVR_AUTH_SECRET` is read, then `AUTH_SECRET`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<Secrets>,
    /// The path of auth's endpoints, below `server.basePath`.
    pub base_path: BasePath,
    /// Signing up and in with e-mail address and password.
    pub email_and_password: EmailAndPassword,
    /// How long sessions last.
    pub session: SessionOptions,
    /// How often a client may sign in and sign up.
    pub rate_limit: AuthRateLimit,
    /// Fields of a user in addition to the built-in ones.
    pub user: UserOptions,
}

impl Default for AuthOptions {
    fn default() -> Self {
        Self {
            secret: None,
            base_path: default_base_path(),
            email_and_password: EmailAndPassword::default(),
            session: SessionOptions::default(),
            rate_limit: AuthRateLimit::default(),
            user: UserOptions::default(),
        }
    }
}

/// Signing up and in with e-mail address and password.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[schemars(inline)]
pub struct EmailAndPassword {
    /// Whether users can sign up and in with a password. If not, its endpoints do not exist.
    pub enabled: bool,
    /// The least number of characters of a new password.
    #[schemars(range(max = 1024))]
    pub min_password_length: usize,
    /// The largest number of characters of a password; at most 1024.
    #[schemars(range(max = 1024))]
    pub max_password_length: usize,
    /// Whether a user who signs up is signed in.
    pub auto_sign_in: bool,
    /// Whether new accounts are refused: by signing up and by linking a guest.
    pub disable_sign_up: bool,
    /// The cost of hashing a password, and how many hashes run and wait at a time.
    pub hash: PasswordHashOptions,
}

/// The cost of hashing a password with Argon2id, and how many hashes run and wait at a time. A stored
/// hash that is weaker is replaced when its user signs in.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[schemars(inline)]
pub struct PasswordHashOptions {
    /// The memory of one hash; at most 1 GiB.
    #[schemars(transform = at_most(1024 * 1024 * 1024))]
    pub memory: ByteSize,
    /// The number of passes over the memory.
    #[schemars(range(min = 1, max = 64))]
    pub iterations: u32,
    /// The number of lanes.
    #[schemars(range(min = 1, max = 16))]
    pub parallelism: u32,
    /// The number of hashes that run at a time; without it, one for each core. Together they use at
    /// most 1 GiB of memory.
    #[schemars(range(min = 1, max = 256))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threads: Option<usize>,
    /// The number of hashes that may wait for a thread, in all. The clients that wait take turns.
    #[schemars(range(max = 65_536))]
    pub queue: usize,
}

/// The parameters that the OWASP password storage cheat sheet recommends.
impl Default for PasswordHashOptions {
    fn default() -> Self {
        Self {
            memory: ByteSize::kib(19_456),
            iterations: 2,
            parallelism: 1,
            threads: None,
            queue: DEFAULT_QUEUE,
        }
    }
}

impl PasswordHashOptions {
    pub(crate) fn hasher_options(&self) -> HasherOptions {
        let memory_kib = u32::try_from(self.memory.bytes() / 1024).unwrap_or(u32::MAX);
        let of_cost = HasherOptions::with_cost(memory_kib, self.iterations, self.parallelism);
        let threads = self.threads.unwrap_or(of_cost.threads);
        HasherOptions { threads, queue: self.queue, ..of_cost }
    }
}

impl Default for EmailAndPassword {
    fn default() -> Self {
        Self {
            enabled: true,
            min_password_length: 8,
            max_password_length: 128,
            auto_sign_in: true,
            disable_sign_up: false,
            hash: PasswordHashOptions::default(),
        }
    }
}

/// How long sessions last, their cookie and their cache.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[schemars(inline)]
pub struct SessionOptions {
    /// How long a session lasts without being used.
    pub expires_in: Seconds,
    /// The time since the last extension after which a use extends the session.
    pub update_age: Seconds,
    /// How long a session lasts at most, however much it is used.
    pub max_age: Seconds,
    /// The name of the session cookie. With https, nevr puts `__Host-` before it, or `__Secure-` if
    /// the cookie has a domain.
    pub cookie_name: CookieName,
    /// Which pages' requests browsers send the session cookie with.
    pub cookie: CookieOptions,
    /// Whether sessions that were read are kept in memory, so that the next request with one needs no
    /// statement. A session that this process ends is refused at once all the same.
    pub cache: SessionCache,
}

impl Default for SessionOptions {
    fn default() -> Self {
        Self {
            expires_in: Seconds::days(7),
            update_age: Seconds::days(1),
            max_age: Seconds::days(90),
            cookie_name: CookieName::default(),
            cookie: CookieOptions::default(),
            cache: SessionCache::default(),
        }
    }
}

/// Fields of a user in addition to the built-in ones.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[schemars(inline)]
pub struct UserOptions {
    /// The fields by name. Clients may set those with `input = true`.
    #[schemars(transform = keys_are_names)]
    pub additional_fields: IndexMap<String, FieldOptions>,
}

/// How often a client may sign in and sign up: not limited, or the limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthRateLimit {
    /// Without limits.
    Off,
    /// With these limits.
    On(AuthRateLimits),
}

impl Default for AuthRateLimit {
    fn default() -> Self {
        Self::On(AuthRateLimits::default())
    }
}

impl AuthRateLimit {
    /// Returns the limit of signing in.
    pub fn sign_in(self) -> RateLimit {
        self.limits().map_or(RateLimit::Off, |limits| limits.sign_in)
    }

    /// Returns the limit of signing up, and of every other way to an account.
    pub fn sign_up(self) -> RateLimit {
        self.limits().map_or(RateLimit::Off, |limits| limits.sign_up)
    }

    /// Returns the limit, for each user, of endpoints that ask for the password again.
    pub fn password(self) -> RateLimit {
        self.limits().map_or(RateLimit::Off, |_| RateLimit::default())
    }

    fn limits(self) -> Option<AuthRateLimits> {
        match self {
            Self::Off => None,
            Self::On(limits) => Some(limits),
        }
    }
}

/// The limits of auth's own endpoints.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[schemars(inline)]
pub struct AuthRateLimits {
    /// The limit of `/sign-in/email`, for each client address, and for each session of an account.
    pub sign_in: RateLimit,
    /// The limit of `/sign-up/email`, for each client address.
    pub sign_up: RateLimit,
}

impl Serialize for AuthRateLimit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Off => serializer.serialize_bool(false),
            Self::On(limits) => limits.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for AuthRateLimit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Limits;
        impl<'de> Visitor<'de> for Limits {
            type Value = AuthRateLimit;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("`false` or `{ signIn = …, signUp = … }`")
            }
            fn visit_bool<E: de::Error>(self, on: bool) -> Result<AuthRateLimit, E> {
                if on {
                    return Err(E::invalid_value(de::Unexpected::Bool(on), &self));
                }
                Ok(AuthRateLimit::Off)
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<AuthRateLimit, A::Error> {
                AuthRateLimits::deserialize(MapAccessDeserializer::new(map)).map(AuthRateLimit::On)
            }
        }
        deserializer.deserialize_any(Limits)
    }
}

impl JsonSchema for AuthRateLimit {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "AuthRateLimit".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let limits = generator.subschema_for::<AuthRateLimits>();
        json_schema!({ "anyOf": [{ "const": false }, limits] })
    }
}

fn default_base_path() -> BasePath {
    #[allow(clippy::expect_used, reason = "the literal is a base path")]
    "/auth".parse().expect("a base path")
}

impl AuthOptions {
    /// Returns the password rules that the options set, or every option that can't be right.
    pub(crate) fn check(&self) -> Result<PasswordPolicy, OptionErrors> {
        let mut errors = OptionErrors::new();
        self.session.check(&mut errors);
        let EmailAndPassword { min_password_length: min, max_password_length: max, .. } =
            self.email_and_password;
        self.email_and_password.hash.check(&mut errors);
        for error in PasswordPolicy::errors(min, max) {
            let (min, max) =
                ("emailAndPassword.minPasswordLength", "emailAndPassword.maxPasswordLength");
            match error {
                PolicyError::MinimumZero => errors.impossible(min, error.to_string()),
                PolicyError::MinimumAboveMaximum => {
                    errors.contradiction(min, max, error.to_string());
                }
                PolicyError::MaximumTooLarge => errors.impossible(max, error.to_string()),
            }
        }
        match PasswordPolicy::new(min, max) {
            Ok(policy) if errors.is_empty() => Ok(policy),
            _ => Err(errors),
        }
    }
}

impl PasswordHashOptions {
    fn check(&self, errors: &mut OptionErrors) {
        for error in self.hasher_options().errors() {
            let option = match error {
                HasherOptionsError::Iterations => "emailAndPassword.hash.iterations",
                HasherOptionsError::Parallelism => "emailAndPassword.hash.parallelism",
                HasherOptionsError::Threads | HasherOptionsError::OverBudget { .. } => {
                    "emailAndPassword.hash.threads"
                }
                HasherOptionsError::Queue => "emailAndPassword.hash.queue",
                _ => "emailAndPassword.hash.memory",
            };
            errors.impossible(option, error.to_string());
        }
    }
}

impl SessionOptions {
    fn check(&self, errors: &mut OptionErrors) {
        let durations = [
            ("expiresIn", &self.expires_in),
            ("updateAge", &self.update_age),
            ("maxAge", &self.max_age),
        ];
        for (name, duration) in durations {
            if duration.duration() < Duration::from_secs(1) {
                errors.impossible(format!("session.{name}"), "it is at least one second");
            }
        }
        self.cookie.check(errors);
        self.cache.check(errors);
        if self.expires_in.duration() > self.max_age.duration() {
            let remedy = "a session ends at `session.maxAge`: make this shorter, or that longer";
            errors.contradiction("session.expiresIn", "session.maxAge", remedy);
        }
    }
}
