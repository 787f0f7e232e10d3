//! Policies: when and how often to renew a session's hold.

use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};
use tsify::Tsify;

use super::timestamp::LAST_TIME;

const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// When the keeper renews a hold. Flex documents only the reauth of an expired hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum HoldRenewal {
    /// After it has expired, as documented.
    #[default]
    Expired,
    /// `margin` before the end of `window`. Assumes that Flex renews live holds (inferred). After a refusal the
    /// keeper waits until the hold has expired.
    Before,
    /// As `before`, until Flex refuses a reauth of a live hold or leaves the former hold in place. As `expired` from
    /// then on, for the session and, with `HOLD_INDEX`, for the account.
    Auto,
}

/// The reaction to a former hold that still holds money after a reauth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum HoldDuplicatePolicy {
    /// Sends `hold.duplicate`.
    #[default]
    Report,
    /// Cancels the former payment intent, then sends `hold.duplicate`.
    Cancel,
}

/// Options for renewing a session's hold. Times are in milliseconds.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Tsify)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[non_exhaustive]
pub struct HoldPolicy {
    /// When the hold is renewed. Default: `"expired"`, the only case that Flex documents.
    pub renew: Option<HoldRenewal>,
    /// Lifetime of a hold. Default: 410,400,000 (4 days 18 hours), the shortest of the card networks: Visa's for
    /// merchant-initiated payments, as documented by Stripe.
    pub window: Option<u64>,
    /// Time before the end of `window` when the keeper sends `hold.expiring`, or renews the hold (`"before"`,
    /// `"auto"`). Default: a day, or a quarter of `window` if that is less.
    pub margin: Option<u64>,
    /// Shortest time between two reads of a session whose hold outlives `window`, for a keeper without webhooks. The
    /// time grows with every read, up to 6 hours. Default: 900,000 (15 minutes).
    pub check_interval: Option<u64>,
    /// Time after which no hold is placed, in milliseconds since 1970 as returned by `Date.now()`. Default: none.
    pub until: Option<u64>,
    /// Largest number of reauths. Declined reauths of an expired hold count until a hold is placed. Default: 7,
    /// which lasts about a month.
    pub max_reauths: Option<u32>,
    /// Time between two reauths of a hold that has expired, if Flex declines them, in hours. Default: 24.
    pub declined_retry_hours: Option<u32>,
    /// The reaction to a former hold that still holds money after a reauth. Default: `"report"`.
    pub duplicates: Option<HoldDuplicatePolicy>,
}

/// A valid `HoldPolicy` with all defaults.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
#[non_exhaustive]
pub struct CheckedHoldPolicy {
    /// When the hold is renewed.
    pub renew: HoldRenewal,
    /// Lifetime of a hold, in milliseconds.
    pub window: u64,
    /// Time before the end of `window` when the keeper sends `hold.expiring` or renews the hold, in milliseconds. The
    /// default leaves the merchant a day to act.
    pub margin: u64,
    /// Shortest time between two reads of a session whose hold outlives `window`, in milliseconds.
    pub check_interval: u64,
    /// Time after which no hold is placed, in milliseconds since 1970.
    pub until: Option<u64>,
    /// Largest number of reauths. The default keeps a forgotten session from holding a customer's money for
    /// ever.
    pub max_reauths: u32,
    /// Time between two reauths of a hold that has expired, if Flex declines them, in hours.
    pub declined_retry_hours: u32,
    /// The reaction to a former hold that still holds money after a reauth.
    pub duplicates: HoldDuplicatePolicy,
}

impl Default for CheckedHoldPolicy {
    fn default() -> Self {
        Self {
            renew: HoldRenewal::Expired,
            window: 4 * DAY + 18 * HOUR,
            margin: DAY,
            check_interval: 15 * MINUTE,
            until: None,
            max_reauths: 7,
            declined_retry_hours: 24,
            duplicates: HoldDuplicatePolicy::Report,
        }
    }
}

/// An option of a policy.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct PolicyOption {
    /// The option's name in JavaScript.
    pub name: &'static str,
    /// The smallest and largest valid number; `None` for an option with a list of strings.
    pub limits: Option<(u64, u64)>,
    /// The valid values in words, for error messages.
    range: &'static str,
}

const RENEW: PolicyOption =
    PolicyOption { name: "renew", limits: None, range: r#""expired", "before" or "auto""# };

const DUPLICATES: PolicyOption =
    PolicyOption { name: "duplicates", limits: None, range: r#""report" or "cancel""# };

const WINDOW: PolicyOption = PolicyOption {
    name: "window",
    limits: Some((HOUR, 60 * DAY)),
    range: "a whole number of milliseconds from 3600000 (1 hour) to 5184000000 (60 days)",
};

const MARGIN: PolicyOption = PolicyOption {
    name: "margin",
    limits: Some((10 * MINUTE, 60 * DAY)),
    range: "a whole number of milliseconds from 600000 (10 minutes) to 5184000000 (60 days)",
};

const CHECK_INTERVAL: PolicyOption = PolicyOption {
    name: "checkInterval",
    limits: Some((MINUTE, CheckedHoldPolicy::LONGEST_CHECK_INTERVAL)),
    range: "a whole number of milliseconds from 60000 (1 minute) to 21600000 (6 hours)",
};

const UNTIL: PolicyOption = PolicyOption {
    name: "until",
    // Refuses times in seconds, which Flex uses.
    limits: Some((100_000_000_000, LAST_TIME)),
    range: "a time in whole milliseconds since 1970, as returned by Date.now()",
};

const MAX_REAUTHS: PolicyOption = PolicyOption {
    name: "maxReauths",
    limits: Some((1, 100)),
    range: "a whole number from 1 to 100",
};

const DECLINED_RETRY_HOURS: PolicyOption = PolicyOption {
    name: "declinedRetryHours",
    limits: Some((1, 168)),
    range: "a whole number of hours from 1 to 168 (7 days)",
};

impl PolicyOption {
    fn read(&self, options: &Map<String, Value>) -> Result<Option<u64>, String> {
        let value = match options.get(self.name) {
            None | Some(Value::Null) => return Ok(None),
            Some(value) => value,
        };
        let (least, most) = self.limits.unwrap_or_default();
        match parse_whole(value) {
            Some(number) if (least..=most).contains(&number) => Ok(Some(number)),
            number => {
                let seconds = self.name == UNTIL.name && number.is_some_and(|it| it < least);
                let hint = if seconds { "; this looks like seconds" } else { "" };
                Err(format!("{} must be {}{hint}", self.name, self.range))
            }
        }
    }

    fn read_string<T: DeserializeOwned + Default>(
        &self,
        options: &Map<String, Value>,
    ) -> Result<T, String> {
        match options.get(self.name) {
            None | Some(Value::Null) => Ok(T::default()),
            Some(value) => {
                T::deserialize(value).map_err(|_| format!("{} must be {}", self.name, self.range))
            }
        }
    }

    fn read_or(&self, options: &Map<String, Value>, default: u32) -> Result<u32, String> {
        let number = self.read(options)?;
        Ok(number.and_then(|number| u32::try_from(number).ok()).unwrap_or(default))
    }
}

impl CheckedHoldPolicy {
    /// The options of a policy.
    pub const OPTIONS: &[PolicyOption] = &[
        RENEW,
        WINDOW,
        MARGIN,
        CHECK_INTERVAL,
        UNTIL,
        MAX_REAUTHS,
        DECLINED_RETRY_HOURS,
        DUPLICATES,
    ];

    /// Longest lifetime of a hold, in milliseconds: 7 days for most card networks, and for Visa if the customer is
    /// present, as documented by Stripe.
    pub const LONGEST_LIFE: u64 = 7 * DAY;

    /// Longest time between two reads of a session whose hold outlives `window`, in milliseconds.
    pub const LONGEST_CHECK_INTERVAL: u64 = 6 * HOUR;

    /// Smallest difference between `window` and `margin`, in milliseconds.
    pub const MIN_RENEWAL_AGE: u64 = 30 * MINUTE;

    /// Returns the age at which a hold is renewed, in milliseconds.
    #[must_use]
    pub fn renew_after(&self) -> u64 {
        self.window.saturating_sub(self.margin)
    }

    /// Returns the time from a read of a session to the next one. Its hold has outlived `window` by `overdue`
    /// milliseconds, so the interval doubles with each read.
    #[must_use]
    pub fn next_check(&self, overdue: u64) -> u64 {
        overdue.clamp(self.check_interval, Self::LONGEST_CHECK_INTERVAL)
    }

    /// Returns the time between two declined reauths, in milliseconds.
    #[must_use]
    pub fn declined_retry(&self) -> u64 {
        u64::from(self.declined_retry_hours).saturating_mul(HOUR)
    }

    /// Reads a stored policy. A record of an earlier version lacks the options added since.
    pub(crate) fn read_stored<'de, D: Deserializer<'de>>(stored: D) -> Result<Self, D::Error> {
        let mut options = serde_json::to_value(Self::default()).map_err(D::Error::custom)?;
        if let Value::Object(options) = &mut options {
            options.extend(Map::deserialize(stored)?);
        }
        serde_json::from_value(options).map_err(D::Error::custom)
    }

    /// Checks a policy from JavaScript. Missing and null options take their defaults.
    ///
    /// # Errors
    ///
    /// A message that names the invalid option and its valid range.
    pub fn read(policy: &Value) -> Result<Self, String> {
        let none = Map::new();
        let options = match policy {
            Value::Null => &none,
            Value::Object(options) => options,
            _ => return Err("policy must be an object".into()),
        };
        let mut names = Self::OPTIONS.iter().map(|option| option.name);
        if let Some(unknown) = options.keys().find(|key| !names.clone().any(|name| name == *key)) {
            if let Some(meant) = names.find(|name| name.eq_ignore_ascii_case(unknown)) {
                return Err(format!("the policy has no option {unknown}; it is spelled {meant}"));
            }
            let names: Vec<&str> = Self::OPTIONS.iter().map(|option| option.name).collect();
            return Err(format!(
                "the policy has no option {unknown}; the options are {}",
                names.join(", ")
            ));
        }
        let defaults = Self::default();
        let window = WINDOW.read(options)?.unwrap_or(defaults.window);
        let margin = MARGIN.read(options)?.unwrap_or(defaults.margin.min(window / 4));
        if window.saturating_sub(margin) < Self::MIN_RENEWAL_AGE {
            return Err("margin must be at least 1800000 ms (30 minutes) less than window".into());
        }
        let check_interval = CHECK_INTERVAL.read(options)?.unwrap_or(defaults.check_interval);
        let until = UNTIL.read(options)?;
        let max_reauths = MAX_REAUTHS.read_or(options, defaults.max_reauths)?;
        let declined_retry_hours =
            DECLINED_RETRY_HOURS.read_or(options, defaults.declined_retry_hours)?;
        let renew = RENEW.read_string(options)?;
        let duplicates = DUPLICATES.read_string(options)?;
        Ok(Self {
            renew,
            window,
            margin,
            check_interval,
            until,
            max_reauths,
            declined_retry_hours,
            duplicates,
        })
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "whole numbers in this range are exact in both types"
)]
fn parse_whole(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| {
        let number = value.as_f64()?;
        (number.fract() == 0.0 && (0.0..9e15).contains(&number)).then_some(number as u64)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{CheckedHoldPolicy, DAY, HOUR, HoldDuplicatePolicy, HoldRenewal, MINUTE};

    #[test]
    fn reads_an_overdue_session_at_growing_intervals() {
        let policy = CheckedHoldPolicy::default();
        let mut overdue = 0;
        let intervals = std::iter::from_fn(|| {
            let interval = policy.next_check(overdue);
            overdue += interval;
            Some(interval / MINUTE)
        });
        assert_eq!(intervals.take(8).collect::<Vec<_>>(), [15, 15, 30, 60, 120, 240, 360, 360]);
    }

    #[test]
    fn defaults_to_the_shortest_hold_of_the_card_networks() {
        let policy = CheckedHoldPolicy::read(&Value::Null).unwrap();
        assert_eq!(policy, CheckedHoldPolicy::default());
        assert_eq!(policy.window, 410_400_000);
        assert_eq!(policy.renew_after(), 3 * DAY + 18 * HOUR);
        assert_eq!((policy.until, policy.max_reauths), (None, 7));
        assert_eq!(policy.declined_retry(), DAY);
        assert_eq!((policy.renew, policy.check_interval), (HoldRenewal::Expired, 15 * MINUTE));
        assert_eq!(policy.duplicates, HoldDuplicatePolicy::Report);
        assert_eq!(CheckedHoldPolicy::read(&json!({ "renew": null })).unwrap(), policy);
        assert_eq!(CheckedHoldPolicy::read(&json!({ "until": null })).unwrap(), policy);
    }

    #[test]
    fn accepts_the_merchants_options() {
        let until = 1_800_000_000_000_u64;
        let policy = json!({
            "window": 7 * DAY, "margin": 2.0 * 3_600_000.0, "until": until, "maxReauths": 3,
            "declinedRetryHours": 6, "renew": "auto", "checkInterval": MINUTE, "duplicates": "cancel",
        });
        let policy = CheckedHoldPolicy::read(&policy).unwrap();
        assert_eq!((policy.window, policy.margin), (7 * DAY, 2 * HOUR));
        assert_eq!((policy.until, policy.max_reauths), (Some(until), 3));
        assert_eq!(policy.declined_retry(), 6 * HOUR);
        assert_eq!((policy.renew, policy.check_interval), (HoldRenewal::Auto, MINUTE));
        assert_eq!(policy.duplicates, HoldDuplicatePolicy::Cancel);
        assert_eq!(
            CheckedHoldPolicy::read(&json!({ "window": 2 * HOUR })).unwrap().margin,
            30 * MINUTE
        );
    }

    #[track_caller]
    #[allow(clippy::needless_pass_by_value)]
    fn refuses(policy: Value, message: &str) {
        assert_eq!(CheckedHoldPolicy::read(&policy).unwrap_err(), message, "{policy}");
    }

    #[test]
    fn names_the_invalid_option_and_its_range() {
        refuses(json!([]), "policy must be an object");
        refuses(
            json!({ "maxreauths": 3 }),
            "the policy has no option maxreauths; it is spelled maxReauths",
        );
        refuses(
            json!({ "days": 3 }),
            "the policy has no option days; the options are renew, window, margin, checkInterval, \
             until, maxReauths, declinedRetryHours, duplicates",
        );
        for value in [json!("Before"), json!("early"), json!(true), json!(["auto"])] {
            refuses(json!({ "renew": value }), r#"renew must be "expired", "before" or "auto""#);
            refuses(json!({ "duplicates": value }), r#"duplicates must be "report" or "cancel""#);
        }
        refuses(
            json!({ "checkInterval": 59_999 }),
            "checkInterval must be a whole number of milliseconds from 60000 (1 minute) to 21600000 (6 hours)",
        );
        let window = "window must be a whole number of milliseconds from 3600000 (1 hour) to 5184000000 (60 days)";
        for value in [json!("7d"), json!(-1), json!(1.5e6 + 0.5), json!(7), json!(61 * DAY)] {
            refuses(json!({ "window": value }), window);
        }
        refuses(
            json!({ "margin": 0 }),
            "margin must be a whole number of milliseconds from 600000 (10 minutes) to 5184000000 (60 days)",
        );
        refuses(
            json!({ "window": DAY, "margin": DAY }),
            "margin must be at least 1800000 ms (30 minutes) less than window",
        );
        let until =
            "until must be a time in whole milliseconds since 1970, as returned by Date.now()";
        refuses(json!({ "until": "2027-01-01" }), until);
        refuses(json!({ "until": 1e300 }), until);
        refuses(json!({ "until": 1_800_000_000 }), &format!("{until}; this looks like seconds"));
        for value in [json!(0), json!(101), json!("7"), json!(1.5)] {
            refuses(
                json!({ "maxReauths": value }),
                "maxReauths must be a whole number from 1 to 100",
            );
        }
        for value in [json!(0), json!(169), json!("24"), json!(0.5)] {
            refuses(
                json!({ "declinedRetryHours": value }),
                "declinedRetryHours must be a whole number of hours from 1 to 168 (7 days)",
            );
        }
    }
}
