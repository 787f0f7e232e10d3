//! How a session's hold is to be kept.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tsify::Tsify;

use super::timestamp::LAST_TIME;

const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// Options for when the keeper renews a session's hold, and until when. Times are in milliseconds.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Tsify)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[non_exhaustive]
pub struct HoldPolicy {
    /// How long a hold lives. Default 410,400,000, which is 4 days 18 hours: the shortest of the card
    /// networks, Visa's for a payment that the merchant starts, as Stripe documents it.
    pub window: Option<u64>,
    /// How long before the end of the window a hold is renewed. Default a day, or a quarter of the window if
    /// that is less.
    pub margin: Option<u64>,
    /// The time after which no hold is placed, in milliseconds since 1970 as `Date.now()` returns them.
    pub until: Option<u64>,
    /// The largest number of reauths. Default 7, which is a month.
    pub max_reauths: Option<u32>,
}

/// A checked `HoldPolicy`, with its defaults.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "CheckedHoldPolicy")
)]
#[serde(rename_all = "camelCase")]
#[tsify(rename = "CheckedHoldPolicy", missing_as_null)]
#[non_exhaustive]
pub struct Policy {
    /// How long a hold lives, in milliseconds.
    pub window: u64,
    /// How long before the end of the window a hold is renewed, in milliseconds. The default of a day leaves
    /// the merchant a day to act on a failure, at whatever hour it comes, and four weeks take seven reauths
    /// with it as with 18 hours.
    pub margin: u64,
    /// The time after which no hold is placed, in milliseconds since 1970.
    pub until: Option<u64>,
    /// The largest number of reauths. There is a default because a forgotten session must not hold a customer's
    /// money for ever.
    pub max_reauths: u32,
}

impl Default for Policy {
    fn default() -> Self {
        Self { window: 4 * DAY + 18 * HOUR, margin: DAY, until: None, max_reauths: 7 }
    }
}

/// An option of a policy, which is a whole number.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct PolicyOption {
    /// Its name in JavaScript.
    pub name: &'static str,
    /// The smallest number that it takes.
    pub least: u64,
    /// The largest.
    pub most: u64,
    /// What a number must be, in the end of a sentence that refuses another one.
    range: &'static str,
}

const WINDOW: PolicyOption = PolicyOption {
    name: "window",
    least: HOUR,
    most: 60 * DAY,
    range: "a whole number of milliseconds, an hour to 60 days",
};

const MARGIN: PolicyOption = PolicyOption {
    name: "margin",
    least: 10 * MINUTE,
    most: 60 * DAY,
    range: "a whole number of milliseconds, 10 minutes to 60 days",
};

const UNTIL: PolicyOption = PolicyOption {
    name: "until",
    // Seconds, which Flex's own times are in, would have passed long ago.
    least: 100_000_000_000,
    most: LAST_TIME,
    range: "a time in whole milliseconds since 1970, as Date.now() gives them",
};

const MAX_REAUTHS: PolicyOption =
    PolicyOption { name: "maxReauths", least: 1, most: 100, range: "a whole number from 1 to 100" };

impl PolicyOption {
    fn read(&self, options: &Map<String, Value>) -> Result<Option<u64>, String> {
        let value = match options.get(self.name) {
            None | Some(Value::Null) => return Ok(None),
            Some(value) => value,
        };
        match whole(value) {
            Some(number) if (self.least..=self.most).contains(&number) => Ok(Some(number)),
            number => {
                let seconds = self.name == UNTIL.name && number.is_some_and(|it| it < self.least);
                let hint = if seconds { "; this looks like seconds" } else { "" };
                Err(format!("{} must be {}{hint}", self.name, self.range))
            }
        }
    }
}

impl Policy {
    /// The options of a policy.
    pub const OPTIONS: &[PolicyOption] = &[WINDOW, MARGIN, UNTIL, MAX_REAUTHS];

    /// How long a hold lives at most, in milliseconds: 7 days, which Visa gives where the customer is present,
    /// and the other card networks give, as Stripe documents it.
    pub const LONGEST_LIFE: u64 = 7 * DAY;

    /// How much shorter than the window the margin must be at least, in milliseconds.
    pub const LEAST_AGE: u64 = 30 * MINUTE;

    /// How old a hold is when it is renewed, in milliseconds.
    #[must_use]
    pub fn renew_after(&self) -> u64 {
        self.window.saturating_sub(self.margin)
    }

    /// Checks a policy as JavaScript writes it. What is left out or null is the default.
    ///
    /// # Errors
    ///
    /// A sentence that says which option cannot be used, and what could.
    pub fn read(policy: &Value) -> Result<Self, String> {
        let none = Map::new();
        let options = match policy {
            Value::Null => &none,
            Value::Object(options) => options,
            _ => return Err("the policy must be an object".into()),
        };
        let mut names = Self::OPTIONS.iter().map(|option| option.name);
        if let Some(unknown) = options.keys().find(|key| !names.clone().any(|name| name == *key)) {
            if let Some(meant) = names.find(|name| name.eq_ignore_ascii_case(unknown)) {
                return Err(format!("the policy has no option {unknown}; it is spelled {meant}"));
            }
            let names: Vec<&str> = Self::OPTIONS.iter().map(|option| option.name).collect();
            return Err(format!(
                "the policy has no option {unknown}; there are {}",
                names.join(", ")
            ));
        }
        let usual = Self::default();
        let window = WINDOW.read(options)?.unwrap_or(usual.window);
        // A window of the caller's that is shorter than the usual margin takes a quarter of itself.
        let margin = MARGIN.read(options)?.unwrap_or(usual.margin.min(window / 4));
        if window.saturating_sub(margin) < Self::LEAST_AGE {
            return Err("margin must be at least 30 minutes shorter than window, or one hold \
                        would follow the other"
                .into());
        }
        let until = UNTIL.read(options)?;
        let max_reauths = match MAX_REAUTHS.read(options)? {
            Some(count) => u32::try_from(count).unwrap_or(usual.max_reauths),
            None => usual.max_reauths,
        };
        Ok(Self { window, margin, until, max_reauths })
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a whole number in this range is exact in both"
)]
fn whole(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| {
        let number = value.as_f64()?;
        (number.fract() == 0.0 && (0.0..9e15).contains(&number)).then_some(number as u64)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{DAY, HOUR, MINUTE, Policy};

    #[test]
    fn is_made_for_the_card_network_whose_holds_die_first() {
        let policy = Policy::read(&Value::Null).unwrap();
        assert_eq!(policy, Policy::default());
        assert_eq!(policy.window, 410_400_000);
        assert_eq!(policy.renew_after(), 3 * DAY + 18 * HOUR);
        assert_eq!((policy.until, policy.max_reauths), (None, 7));
        assert_eq!(Policy::read(&json!({ "until": null })).unwrap(), policy);
    }

    #[test]
    fn takes_what_a_merchant_knows_better() {
        let until = 1_800_000_000_000_u64;
        let policy = json!({ "window": 7 * DAY, "margin": 2.0 * 3_600_000.0, "until": until, "maxReauths": 3 });
        let policy = Policy::read(&policy).unwrap();
        assert_eq!((policy.window, policy.margin), (7 * DAY, 2 * HOUR));
        assert_eq!((policy.until, policy.max_reauths), (Some(until), 3));
        assert_eq!(Policy::read(&json!({ "window": 2 * HOUR })).unwrap().margin, 30 * MINUTE);
    }

    #[track_caller]
    #[allow(clippy::needless_pass_by_value)]
    fn refuses(policy: Value, sentence: &str) {
        assert_eq!(Policy::read(&policy).unwrap_err(), sentence, "{policy}");
    }

    #[test]
    fn says_what_it_cannot_use() {
        refuses(json!([]), "the policy must be an object");
        refuses(
            json!({ "maxreauths": 3 }),
            "the policy has no option maxreauths; it is spelled maxReauths",
        );
        refuses(
            json!({ "days": 3 }),
            "the policy has no option days; there are window, margin, until, maxReauths",
        );
        let window = "window must be a whole number of milliseconds, an hour to 60 days";
        for value in [json!("7d"), json!(-1), json!(1.5e6 + 0.5), json!(7), json!(61 * DAY)] {
            refuses(json!({ "window": value }), window);
        }
        refuses(
            json!({ "margin": 0 }),
            "margin must be a whole number of milliseconds, 10 minutes to 60 days",
        );
        refuses(
            json!({ "window": DAY, "margin": DAY }),
            "margin must be at least 30 minutes shorter than window, or one hold would follow the other",
        );
        let until =
            "until must be a time in whole milliseconds since 1970, as Date.now() gives them";
        refuses(json!({ "until": "2027-01-01" }), until);
        refuses(json!({ "until": 1e300 }), until);
        refuses(json!({ "until": 1_800_000_000 }), &format!("{until}; this looks like seconds"));
        for value in [json!(0), json!(101), json!("7"), json!(1.5)] {
            refuses(
                json!({ "maxReauths": value }),
                "maxReauths must be a whole number from 1 to 100",
            );
        }
    }
}
