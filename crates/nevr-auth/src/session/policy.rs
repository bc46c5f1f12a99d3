//! Session policies.

use std::{collections::BTreeMap, time::Duration};

use nevr_core::{http::AppHandle, plugin::Contribution};

use crate::options::SessionOptions;

/// How long a session lasts, and whether its user is a full account.
///
/// Each row of `session` holds the name of its policy. A policy counts from the config of now, so a
/// lifetime that is shortened holds for the sessions that exist. A session whose policy no plugin
/// declares, because its plugin was switched off, is refused; it is accepted again when the plugin
/// is back.
///
/// A sub-plugin declares its policies among its contributions. Two plugins that declare one name are
/// refused when the config is checked:
///
/// ```
/// use std::{sync::Arc, time::Duration};
///
/// use nevr_auth::{Auth, session::SessionPolicy};
/// use nevr_core::plugin::{Contributions, NoOptions, OptionErrors, Plugin, PluginType};
///
/// struct Kiosk(Arc<Auth>);
///
/// impl PluginType for Kiosk {
///     const ID: &'static str = "kiosk";
///     type Host = Auth;
///     type Options = NoOptions;
///
///     fn new(_: NoOptions, auth: Arc<Auth>) -> Result<Self, OptionErrors> {
///         Ok(Self(auth))
///     }
/// }
///
/// impl Plugin for Kiosk {
///     fn contributions(&self, contributions: &mut Contributions) {
///         let hour = Duration::from_secs(3600);
///         let sliding = SessionPolicy::sliding("kiosk", hour, &self.0.options().session);
///         // Handlers that take a `FullUser` refuse the kiosk's user with 403.
///         contributions.add(SessionPolicy { full: false, ..sliding });
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionPolicy {
    /// The name that rows of `session` hold.
    pub name: &'static str,
    /// How long a session lasts without being used.
    pub lifetime: Duration,
    /// The time since the last extension after which a use extends the session; `None` if it is
    /// never extended.
    pub slides_after: Option<Duration>,
    /// How long a session lasts at most, however much it is used.
    pub max_age: Duration,
    /// Whether the cookie is kept when the browser is closed.
    pub persistent: bool,
    /// Whether the session's user is a full account; a guest's is not.
    pub full: bool,
}

impl SessionPolicy {
    /// The name of the policy of full accounts.
    pub const DEFAULT: &'static str = "default";
    /// The name of the policy for a session whose user declined *remember me*: it lasts a day at
    /// most, and its cookie ends with the browser.
    pub const SHORT: &'static str = "short";

    /// Returns a policy for full accounts with this name and lifetime, which is extended by use and
    /// ends at `maxAge` as the options of auth set it.
    pub fn sliding(name: &'static str, lifetime: Duration, options: &SessionOptions) -> Self {
        Self {
            name,
            lifetime,
            // Half the lifetime at most, so that a short session is extended before it ends.
            slides_after: Some(options.update_age.duration().min(lifetime / 2)),
            max_age: options.max_age.duration().max(lifetime),
            persistent: true,
            full: true,
        }
    }

    /// Returns the policy for a session whose user declined *remember me*. It lasts one day and is
    /// not extended. Where the options end sessions sooner, this one ends as soon: a client that
    /// asks not to be remembered is not remembered for longer than others.
    fn short(options: &SessionOptions) -> Self {
        let day = Duration::from_hours(24);
        let lifetime = options.expires_in.duration().min(day);
        let sliding = Self::sliding(Self::SHORT, lifetime, options);
        Self {
            slides_after: sliding.slides_after.filter(|_| lifetime < day),
            max_age: sliding.max_age.min(day),
            persistent: false,
            ..sliding
        }
    }
}

impl Contribution for SessionPolicy {
    const KIND: &'static str = "session policy";

    fn name(&self) -> &str {
        self.name
    }
}

/// The policies of auth itself: [`SessionPolicy::DEFAULT`] and [`SessionPolicy::SHORT`].
pub(crate) fn own_policies(options: &SessionOptions) -> [SessionPolicy; 2] {
    let lifetime = options.expires_in.duration();
    let default = SessionPolicy::sliding(SessionPolicy::DEFAULT, lifetime, options);
    [default, SessionPolicy::short(options)]
}

/// Every session policy of the plugins that are switched on, by name.
#[derive(Debug)]
pub(crate) struct Policies(BTreeMap<&'static str, SessionPolicy>);

impl Policies {
    pub(crate) fn of(app: &AppHandle) -> Self {
        let all = app.contributions::<SessionPolicy>();
        Self(all.map(|policy| (policy.name, policy.clone())).collect())
    }

    pub(crate) fn get(&self, name: &str) -> Option<&SessionPolicy> {
        self.0.get(name)
    }
}
