//! Figures as people read them. Three digits: the rest is noise.

/// A number with three digits, its thousands apart: `12,300`.
pub(crate) fn number(value: f64) -> String {
    if !value.is_finite() {
        return "?".to_owned();
    }
    let rounded = three_digits(value);
    if rounded >= 100.0 {
        return thousands(&format!("{rounded:.0}"));
    }
    if rounded >= 10.0 { format!("{rounded:.1}") } else { format!("{rounded:.2}") }
}

/// A ratio: `25.1×`.
pub(crate) fn times(value: f64) -> String {
    format!("{}×", number(value))
}

/// A time in milliseconds: `0.31 ms`, `1.2 s`; a dash where nothing was answered in time.
pub(crate) fn milliseconds(value: f64) -> String {
    if value <= 0.0 {
        return "–".to_owned();
    }
    if value >= 1000.0 {
        format!("{}\u{a0}s", number(value / 1000.0))
    } else {
        format!("{}\u{a0}ms", number(value))
    }
}

fn three_digits(value: f64) -> f64 {
    if value <= 0.0 {
        return value;
    }
    let unit = 10_f64.powf(value.log10().floor() - 2.0);
    (value / unit).round() * unit
}

fn thousands(digits: &str) -> String {
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{milliseconds, number, times};

    #[test]
    fn figures_have_three_digits() {
        let written = [0.0, 0.1234, 9.999, 12.34, 99.96, 101.4, 12_345.6, 1_234_567.0].map(number);
        let expected = ["0.00", "0.12", "10.0", "12.3", "100", "101", "12,300", "1,230,000"];
        assert_eq!(written, expected);
        assert_eq!(number(f64::NAN), "?");
        assert_eq!((times(25.12), milliseconds(0.309), milliseconds(1234.0)).1, "0.31\u{a0}ms");
        assert_eq!(milliseconds(1234.0), "1.23\u{a0}s");
        assert_eq!(milliseconds(0.0), "–");
    }
}
