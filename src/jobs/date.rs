//! Times as the service writes them: the `Date` header, from which a client whose clock is off learns the service's time,
//! and the `CreationTime` of objects.

use crate::text::cut;

/// Milliseconds since 1970 of a date as HTTP writes it: `Sun, 22 Nov 2026 20:38:24 GMT` (RFC 9110, section 5.6.7). The
/// obsolete forms, and anything else, give nothing.
#[must_use]
pub fn parse(text: &str) -> Option<i64> {
    let (_, date) = cut(text.trim_ascii(), b',')?;
    let name = date.as_bytes().get(4..7)?;
    let month = MONTHS.chunks(3).position(|month| month == name)?;
    moment(
        date,
        " dd ??? yyyy hh:mm:ss GMT",
        i64::try_from(month).ok()? + 1,
    )
}

/// The latest time, in milliseconds since 1970, that a `CreationTime` can mean: `2026-01-02T03:04Z` is any moment of that
/// minute, `2026-01-02T03:04:05Z` any of that second. Other forms give nothing.
#[must_use]
pub fn latest_of(text: &str) -> Option<i64> {
    let (form, precision) = if text.len() == "2026-01-02T03:04Z".len() {
        ("yyyy-nn-ddThh:mmZ", 59_999)
    } else {
        ("yyyy-nn-ddThh:mm:ssZ", 999)
    };
    Some(moment(text, form, 0)? + precision)
}

const MONTHS: &[u8] = b"JanFebMarAprMayJunJulAugSepOctNovDec";

/// What stands for the digits of year, month, day, hour, minute and second in a form.
const MARKS: &[u8; 6] = b"yndhms";
/// The least and the most that each may be. A leap second is written as 60.
const LIMITS: [(i64, i64); 6] = [(1970, 9999), (1, 12), (1, 31), (0, 23), (0, 59), (0, 60)];

/// Reads a text of a form in which small letters stand for the digits of year, month (`n`), day, hour, minute and second,
/// and `?` for anything.
fn moment(text: &str, form: &str, month: i64) -> Option<i64> {
    if text.len() != form.len() {
        return None;
    }
    let mut numbers = [0, month, 0, 0, 0, 0];
    for (&byte, &mark) in text.as_bytes().iter().zip(form.as_bytes()) {
        let at = MARKS.iter().position(|other| *other == mark);
        if let Some(number) = at.and_then(|at| numbers.get_mut(at)) {
            if !byte.is_ascii_digit() {
                return None;
            }
            *number = *number * 10 + i64::from(byte - b'0');
        } else if byte != mark && mark != b'?' {
            return None;
        }
    }
    for (number, (least, most)) in numbers.iter().zip(&LIMITS) {
        if number < least || number > most {
            return None;
        }
    }
    let [year, month, day, hour, minute, second] = numbers;
    let days = days_since_1970(year, month, day);
    Some((((days * 24 + hour) * 60 + minute) * 60 + second) * 1_000)
}

/// Days from 1970-01-01 in the Gregorian calendar, counted in years that begin in March.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year / 400;
    let year_of_era = year % 400;
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::{latest_of, parse};

    #[test]
    fn creation_times_mean_the_latest_moment_they_can() {
        assert_eq!(latest_of("1970-01-01T00:00Z"), Some(59_999));
        assert_eq!(latest_of("2000-02-29T12:00:01Z"), Some(951_825_601_999));
        for text in [
            "",
            "now",
            "2026-01-02",
            "2026-01-02T03:04",
            "2026-01-02T03:04+08:00",
            "2026-13-02T03:04Z",
            "2026-01-02T24:04Z",
            "2026-01-02T03:04:05.1Z",
            "2026-01-02-01T03:04Z",
            "2026-01-02T03:04:05:06Z",
        ] {
            assert_eq!(latest_of(text), None, "{text}");
        }
    }

    #[test]
    fn dates_are_read_to_the_second() {
        assert_eq!(parse("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
        assert_eq!(
            parse("Tue, 29 Feb 2000 12:00:01 GMT"),
            Some(951_825_601_000)
        );
        assert_eq!(
            parse("Fri, 02 Jan 2026 03:04:05 GMT"),
            Some(1_767_323_045_000)
        );
    }

    #[test]
    fn anything_else_gives_nothing() {
        for text in [
            "",
            "now",
            "Sun, 22 Nov 2026",
            "Sun, 22 Nov 2026 20:38:24 CET",
            "22 Nov 2026 20:38:24 GMT",
            "Sun, 32 Nov 2026 20:38:24 GMT",
            "Sun, 22 Nov 2026 24:38:24 GMT",
            "Sun, 2 Nov 2026 20:38:24 GMT",
            "Sunday, 22-Nov-26 20:38:24 GMT",
            "Sun, 22 Nov 1969 20:38:24 GMT",
            "Sun, 22 Nov +026 20:38:24 GMT",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
