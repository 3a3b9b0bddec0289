//! Times as both signatures write them: `yyyy-MM-ddTHH:mm:ssZ`, UTC, no fraction.

/// A time, formatted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timestamp([u8; 20]);

/// A time before 1970 or after the year 9999, which this form cannot write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimestampRange;

const SECONDS_PER_DAY: i64 = 86_400;
/// The first millisecond of the year 10000.
const END: i64 = 253_402_300_800_000;

impl Timestamp {
    /// Formats milliseconds since 1970-01-01T00:00:00Z; what is less than a second is cut off.
    pub fn from_millis(ms: i64) -> Result<Self, TimestampRange> {
        if !(0..END).contains(&ms) {
            return Err(TimestampRange);
        }
        // Half the size of the numbers is half the size of the code; both are below 2^32.
        let seconds = ms / 1000;
        let day = u32::try_from(seconds / SECONDS_PER_DAY).unwrap_or_default();
        let second = u32::try_from(seconds % SECONDS_PER_DAY).unwrap_or_default();
        let (year, month, day) = civil(day);
        let mut out = *b"0000-00-00T00:00:00Z";
        for &(end, mut value) in &[
            (4, year),
            (7, month),
            (10, day),
            (13, second / 3600),
            (16, second / 60 % 60),
            (19, second % 60),
        ] {
            for digit in out.iter_mut().take(end).rev() {
                if value == 0 {
                    break;
                }
                *digit += u8::try_from(value % 10).unwrap_or_default();
                value /= 10;
            }
        }
        Ok(Self(out))
    }

    #[must_use]
    /// The text, `yyyy-MM-ddTHH:mm:ssZ`.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Year, month and day of a day counted from 1970-01-01, in the proleptic Gregorian calendar.
///
/// Days are counted from 1 March of year 0, so that the leap day is the last of its year and months have the regular
/// pattern 31-30-31-30-31; 146,097 days make 400 years.
fn civil(days_since_1970: u32) -> (u32, u32, u32) {
    const DAYS_FROM_MARCH_0_TO_1970: u32 = 719_468;
    let days = days_since_1970 + DAYS_FROM_MARCH_0_TO_1970;
    let era = days / 146_097;
    let day_of_era = days % 146_097;
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    (era * 400 + year_of_era + u32::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(ms: i64) -> String {
        let stamp = Timestamp::from_millis(ms).unwrap();
        String::from_utf8_lossy(stamp.as_bytes()).into_owned()
    }

    #[test]
    fn well_known_moments_are_written_right() {
        assert_eq!(text(0), "1970-01-01T00:00:00Z");
        assert_eq!(text(951_782_400_000), "2000-02-29T00:00:00Z");
        assert_eq!(text(1_767_323_045_999), "2026-01-02T03:04:05Z");
        assert_eq!(text(END - 1), "9999-12-31T23:59:59Z");
    }

    #[test]
    fn every_day_follows_the_one_before_it() {
        let mut month_lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        let (mut year, mut month, mut day) = (1970, 1, 1);
        for number in 0..u32::try_from(END / 1000 / SECONDS_PER_DAY).unwrap() {
            assert_eq!(civil(number), (year, month, day));
            month_lengths[1] = if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) {
                29
            } else {
                28
            };
            day += 1;
            if day > month_lengths[month as usize - 1] {
                day = 1;
                month += 1;
            }
            if month > 12 {
                month = 1;
                year += 1;
            }
        }
    }

    #[test]
    fn times_that_the_form_cannot_write_are_refused() {
        assert_eq!(Timestamp::from_millis(-1), Err(TimestampRange));
        assert_eq!(Timestamp::from_millis(END), Err(TimestampRange));
    }
}
