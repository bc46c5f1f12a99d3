//! A picture with a line for each series.

use std::fmt::Write;

use crate::report::{figures::number, style::STYLE};

pub(crate) struct Lines<'a> {
    pub(crate) title: &'a str,
    pub(crate) across: &'a str,
    /// Whether each step to the right multiplies.
    pub(crate) logarithmic: bool,
    pub(crate) series: Vec<Series<'a>>,
}

pub(crate) struct Series<'a> {
    pub(crate) name: &'a str,
    /// Its colour, by the name of a contestant in the style.
    pub(crate) class: &'a str,
    pub(crate) points: Vec<(f64, f64)>,
}

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 320.0;
const LEFT: f64 = 80.0;
const RIGHT: f64 = 570.0;
const TOP: f64 = 50.0;
const BOTTOM: f64 = 262.0;
/// Lines across the picture, besides the one at zero.
const STEPS: u32 = 4;

impl Lines<'_> {
    /// Returns the picture as SVG.
    pub(crate) fn svg(&self) -> String {
        let points = || self.series.iter().flat_map(|series| series.points.iter().copied());
        let top = f64::from(STEPS)
            * round_step(points().map(|(_, y)| y).fold(0.0, f64::max) / f64::from(STEPS));
        let scale = |x: f64| if self.logarithmic { x.max(1.0).log10() } else { x };
        let (from, to) = points()
            .map(|(x, _)| scale(x))
            .fold((f64::INFINITY, 0.0), |(from, to), x| (f64::min(from, x), f64::max(to, x)));
        let across = |x: f64| LEFT + (RIGHT - LEFT) * (scale(x) - from) / (to - from).max(1e-9);
        let up = |y: f64| BOTTOM - (BOTTOM - TOP) * y / top.max(1e-9);
        let mut body = String::new();
        for step in 0..=STEPS {
            let y = top * f64::from(step) / f64::from(STEPS);
            label(&mut body, LEFT - 8.0, up(y) + 4.0, "end", &whole(y));
            let at = up(y);
            writeln!(body, r#"<path class="rule" d="M{LEFT} {at:.1}H{RIGHT}"/>"#).ok();
        }
        for x in self.marks() {
            label(&mut body, across(x), BOTTOM + 20.0, "middle", &whole(x));
        }
        label(&mut body, RIGHT, BOTTOM + 42.0, "end", self.across);
        let mut names: Vec<f64> = Vec::new();
        for series in &self.series {
            let line: Vec<String> = series
                .points
                .iter()
                .map(|(x, y)| format!("{:.1} {:.1}", across(*x), up(*y)))
                .collect();
            let class = series.class;
            writeln!(body, r#"<path class="line {class}" d="M{}"/>"#, line.join("L")).ok();
            let Some((x, y)) = series.points.last() else { continue };
            // Names that would cover each other are moved apart.
            let mut at = up(*y) + 4.0;
            while names.iter().any(|other| (other - at).abs() < 15.0) {
                at -= 15.0;
            }
            names.push(at);
            label(&mut body, across(*x) + 8.0, at, "start", series.name);
        }
        let title = self.title;
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" aria-label="{title}">
<style>{STYLE}
</style>
<rect class="paper" width="{WIDTH}" height="{HEIGHT}" rx="6"/>
<text class="title" x="16" y="26">{title}</text>
{body}</svg>
"#
        )
    }

    /// The places that are named below: those of the first series, five at most.
    fn marks(&self) -> Vec<f64> {
        let all: Vec<f64> =
            self.series.first().into_iter().flat_map(|it| &it.points).map(|(x, _)| *x).collect();
        if all.len() <= 6 {
            return all;
        }
        let last = all.last().copied().unwrap_or_default();
        (0_u32..=4).map(|quarter| last * f64::from(quarter) / 4.0).collect()
    }
}

/// The smallest of 1, 2, 2.5 and 5, times a power of ten, that is not less.
fn round_step(least: f64) -> f64 {
    let unit = 10_f64.powf(least.max(1e-9).log10().floor());
    let steps = [1.0, 2.0, 2.5, 5.0, 10.0].map(|step| step * unit);
    steps.into_iter().find(|step| *step >= least).unwrap_or(least)
}

/// A number of a scale: without a point where nothing follows it.
fn whole(value: f64) -> String {
    if value.fract() == 0.0 && value < 1000.0 { format!("{value:.0}") } else { number(value) }
}

fn label(body: &mut String, x: f64, y: f64, anchor: &str, text: &str) {
    writeln!(
        body,
        r#"<text class="small" x="{x:.1}" y="{y:.1}" text-anchor="{anchor}">{text}</text>"#
    )
    .ok();
}
