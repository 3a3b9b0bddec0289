//! Times as the wire writes them. Inside the emulator every time is in milliseconds since 1970, UTC.

use super::digits::{filled, padded};
use alloc::string::String;

const SECOND: i64 = 1_000;
const DAY: i64 = 86_400 * SECOND;

/// The last millisecond that a four-digit year can write.
pub(super) const LAST: i64 = 253_402_300_799_999;

/// Reads a signing timestamp, `yyyy-MM-ddTHH:mm:ssZ` and nothing else (source: API reference, "request syntax").
pub(super) fn parse_timestamp(text: &str) -> Option<i64> {
    parse(text, true)
}

/// Reads a `CreationTime`, with seconds or without.
pub(super) fn parse_creation_time(text: &str) -> Option<i64> {
    parse(text, false).or_else(|| parse(text, true))
}

/// Writes a `CreationTime`. The service's own samples carry no seconds.
pub(super) fn creation_time(ms: i64) -> String {
    let time = Civil::at(ms);
    let two = |number| padded(number, 2);
    filled(
        "{}-{}-{}T{}:{}Z",
        &[
            &*padded(time.year, 4),
            &two(time.month),
            &two(time.day),
            &two(time.hour),
            &two(time.minute),
        ],
    )
}

/// Writes a `Date` header.
pub(super) fn http_date(ms: i64) -> String {
    const DAYS: &[&str] = &["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: &[&str] = &[
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let name = |names: &[&'static str], at: i64| -> &'static str {
        let at = usize::try_from(at).ok();
        at.and_then(|at| names.get(at).copied()).unwrap_or_default()
    };
    let time = Civil::at(ms);
    let two = |number| padded(number, 2);
    filled(
        "{}, {} {} {} {}:{}:{} GMT",
        &[
            name(DAYS, ms.div_euclid(DAY).rem_euclid(7)),
            &two(time.day),
            name(MONTHS, time.month - 1),
            &padded(time.year, 4),
            &two(time.hour),
            &two(time.minute),
            &two(time.second),
        ],
    )
}

fn parse(text: &str, with_seconds: bool) -> Option<i64> {
    let pattern = if with_seconds {
        "dddd-dd-ddTdd:dd:ddZ"
    } else {
        "dddd-dd-ddTdd:ddZ"
    };
    let fits = |(byte, wanted): (u8, u8)| match wanted {
        b'd' => byte.is_ascii_digit(),
        _ => byte == wanted,
    };
    if text.len() != pattern.len() || !text.bytes().zip(pattern.bytes()).all(fits) {
        return None;
    }
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
    Civil {
        year: number(0, 4)?,
        month: number(5, 7)?,
        day: number(8, 10)?,
        hour: number(11, 13)?,
        minute: number(14, 16)?,
        second: if with_seconds { number(17, 19)? } else { 0 },
    }
    .to_ms()
}

#[derive(PartialEq)]
struct Civil {
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
}

impl Civil {
    /// Counts in years that begin in March, so that the leap day is the last day of a year.
    fn at(ms: i64) -> Self {
        let days = ms.div_euclid(DAY) + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let month = if month_from_march < 10 {
            month_from_march + 3
        } else {
            month_from_march - 9
        };
        let second_of_day = ms.rem_euclid(DAY) / SECOND;
        Self {
            year: year_of_era + era * 400 + i64::from(month <= 2),
            month,
            day: day_of_year - (153 * month_from_march + 2) / 5 + 1,
            hour: second_of_day / 3_600,
            minute: second_of_day / 60 % 60,
            second: second_of_day % 60,
        }
    }

    /// Nothing where there is no such date or time (30 February, hour 24, a leap second).
    fn to_ms(&self) -> Option<i64> {
        let year = self.year - i64::from(self.month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * ((self.month + 9) % 12) + 2) / 5 + self.day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        let days = era * 146_097 + day_of_era - 719_468;
        let seconds = self.hour * 3_600 + self.minute * 60 + self.second;
        let ms = days * DAY + seconds * SECOND;
        (Self::at(ms) == *self).then_some(ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_the_service_writes_them_and_read_back() {
        assert_eq!(
            parse_timestamp("2016-02-23T12:46:24Z"),
            Some(1_456_231_584_000)
        );
        assert_eq!(creation_time(1_456_231_584_000), "2016-02-23T12:46Z");
        assert_eq!(
            http_date(1_456_231_584_000),
            "Tue, 23 Feb 2016 12:46:24 GMT"
        );
        assert_eq!(http_date(0), "Thu, 01 Jan 1970 00:00:00 GMT");
        for ms in (0..LAST).step_by(86_400_000 * 49 + 61_000) {
            let minute = ms - ms % 60_000;
            assert_eq!(parse_creation_time(&creation_time(ms)), Some(minute));
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "2016-02-30T00:00:00Z",
            "2015-02-29T00:00:00Z",
            "2016-00-10T00:00:00Z",
            "2016-13-10T00:00:00Z",
            "2016-02-23T24:00:00Z",
            "2016-02-23T23:59:60Z",
            "2016-02-23 12:46:24Z",
            "2016-02-23T12:46:24",
            "2016-02-23T12:46:24.000Z",
            "2016-02-23T12:46:24+08:00",
            "+016-02-23T12:46:24Z",
        ] {
            assert_eq!(parse_timestamp(text), None, "{text}");
        }
    }
}
