//! From an opened database to a running app.

use std::{
    any::Any,
    collections::HashMap,
    sync::{Arc, atomic::AtomicU8},
};

use nevr_config::{BaseUrl, Network};

use super::{
    error::StartError,
    nevr::{Inner, Nevr},
    opened::Opened,
};
use crate::{
    generate::openapi,
    http::{AppHandle, AppParts, CorsHeaders, OriginPolicy, RouteTable, TrustedProxies},
    options::CoreConfig,
    rate_limit::{DEFAULT_CAPACITY, Limiter},
    store::Store,
};

impl Opened {
    /// Starts the app: checks that the database is at the schema, and starts one plugin after the
    /// other.
    ///
    /// # Errors
    ///
    /// [`StartError::Behind`] if the database is behind the schema or behind the migration files.
    /// [`StartError::Plugin`] if a plugin can't start; those that had started are stopped again. The
    /// database is closed in both cases.
    pub async fn start(self) -> Result<Nevr, StartError> {
        if let Err(error) = Box::pin(self.check_current()).await {
            self.close().await;
            return Err(error);
        }
        let nevr = self.assemble();
        start_plugins(&nevr).await?;
        Ok(nevr)
    }

    fn assemble(self) -> Nevr {
        let Self { description, variables, database, env, dev, .. } = self;
        let config = description.config().clone();
        let schema = description.schema().clone();
        let store = Store::new(schema, description.hooks().clone(), env.clone(), database);
        let plugins: HashMap<_, _> = description
            .plugins()
            .iter()
            .map(|instance| {
                (instance.plugin_type(), instance.plugin.clone() as Arc<dyn Any + Send + Sync>)
            })
            .collect();
        Nevr(Arc::new(Inner {
            table: Arc::new(RouteTable::new(description.served(), description.bases.clone())),
            handle: AppHandle::new(AppParts {
                openapi: Arc::new(openapi(&description)),
                limiter: Limiter::new(env.clone(), DEFAULT_CAPACITY),
                origins: origins(&config, dev),
                cors: CorsHeaders::new(
                    &config.server.cors_allowed_headers,
                    &config.server.cors_exposed_headers,
                ),
                proxies: proxies(&config),
                authentication: description.endpoints.authentication.clone(),
                contributions: description.contributions.clone(),
                secure_cookies: !dev && is_https(&config),
                variables,
                store,
                env,
                plugins,
                config,
                warned: AtomicU8::new(0),
            }),
            description,
        }))
    }
}

async fn start_plugins(nevr: &Nevr) -> Result<(), StartError> {
    let plugins = nevr.description().plugins();
    for (at, instance) in plugins.iter().enumerate() {
        if let Err(source) = instance.start(nevr.handle()).await {
            for started in plugins[..at].iter().rev() {
                started.stop(nevr.handle()).await;
            }
            nevr.store().close().await;
            return Err(StartError::Plugin { plugin: instance.path.clone(), source });
        }
    }
    Ok(())
}

fn is_https(config: &CoreConfig) -> bool {
    config.server.base_url.as_ref().is_some_and(BaseUrl::is_https)
}

fn origins(config: &CoreConfig, dev: bool) -> OriginPolicy {
    OriginPolicy {
        base_url: config.server.base_url.as_ref().map(|url| url.origin().clone()),
        trusted: config.server.trusted_origins.clone(),
        dev,
    }
}

fn proxies(config: &CoreConfig) -> TrustedProxies {
    let trusted = config.server.trusted_proxies.iter().map(Network::net);
    TrustedProxies::new(trusted, config.server.forwarded_header.name().clone())
}
