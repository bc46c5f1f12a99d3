//! The picture: a group of bars for each endpoint, each as long as its share of the fastest.

use std::fmt::Write;

use crate::{
    plan::{Database, Endpoint, Kind},
    report::{figures::number, style::STYLE, tables::CONNECTIONS},
    results::{Cell, Results},
};

const GROUPS: [(Database, Endpoint); 4] = [
    (Database::Sqlite, Endpoint::GetSession),
    (Database::Postgresql, Endpoint::GetSession),
    (Database::Sqlite, Endpoint::Guest),
    (Database::Postgresql, Endpoint::Guest),
];
const BARS: [(Kind, &str); 3] =
    [(Kind::Floor, "floor"), (Kind::Nevr, "nevr"), (Kind::BetterAuth, "peer")];

const WIDTH: f64 = 760.0;
const LEFT: f64 = 120.0;
const LONGEST: f64 = 520.0;
const BAR: f64 = 18.0;
const STEP: f64 = 22.0;
const GROUP: f64 = 106.0;
const TOP: f64 = 52.0;

/// Returns the picture as SVG.
pub(crate) fn picture(results: &Results) -> String {
    let groups: Vec<_> = GROUPS.iter().filter_map(|&(on, of)| group(results, on, of)).collect();
    let mut height = TOP;
    let mut body = String::new();
    for (title, bars) in groups {
        let most = bars.iter().map(|(_, _, rate)| *rate).fold(0.0, f64::max);
        writeln!(body, r#"<text class="title" x="16" y="{height}">{title}</text>"#).ok();
        for (at, (name, class, rate)) in (0_u32..).zip(&bars) {
            let y = height + 10.0 + f64::from(at) * STEP;
            let length = (LONGEST * rate / most).max(1.0);
            let (line, end) = (y + 14.0, LEFT + length + 8.0);
            writeln!(
                body,
                r#"<text class="small" x="{}" y="{line}" text-anchor="end">{name}</text>
<rect class="{class}" x="{LEFT}" y="{y}" width="{length:.1}" height="{BAR}" rx="2"/>
<text class="small" x="{end:.1}" y="{line}">{}</text>"#,
                LEFT - 8.0,
                number(*rate),
            )
            .ok();
        }
        height += GROUP;
    }
    let height = height - 10.0;
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img" aria-label="Requests a second of nevr, better-auth and a floor by hand">
<style>{STYLE}
</style>
<rect class="paper" width="{WIDTH}" height="{height}" rx="6"/>
<text class="small" x="16" y="24">requests a second, {CONNECTIONS} connections, medians; each group has its own scale</text>
{body}</svg>
"#
    )
}

type Bars = Vec<(&'static str, &'static str, f64)>;

fn group(results: &Results, database: Database, endpoint: Endpoint) -> Option<(String, Bars)> {
    let mut bars = Vec::new();
    for (kind, class) in BARS {
        let cell = results.cell(database, endpoint, CONNECTIONS, kind)?;
        bars.push((kind.name(), class, Cell::per_second(cell)));
    }
    Some((format!("{}, {}", endpoint.name(), database.name()), bars))
}
