//! New sessions of each kind, made from the objects in `seeds.json`.

use flex_checkout::models::CheckoutSession;
use serde_json::{Value, json};

use crate::clock::{self, DAY, HOUR, MINUTE};
use crate::kinds::Kind;
use crate::moment::Moment;

/// The example response in Flex's documentation.
const DOCUMENTED: &str = include_str!("../../../tests/fixtures/reauth-response.documented.json");

/// The products of every session: an eligible one, and one that is not eligible. A split cart has
/// each in its own cart.
pub(crate) const PRODUCTS: [&str; 2] = ["fprod_1", "fprod_2"];

/// A hold with this start expires within the hour.
const ALMOST_EXPIRED: i64 = -(7 * DAY - 50 * MINUTE);
const EXPIRED: i64 = -8 * DAY;

pub(crate) fn session(kind: Kind, id: &str, at: &Moment) -> CheckoutSession {
    serde_json::from_value(json(kind, id, at)).expect("a seed is a session")
}

fn json(kind: Kind, id: &str, at: &Moment) -> Value {
    let seed = Seed { id, customer: object("customer", &[], at), at };
    match kind {
        Kind::HoldExpiring => seed.hold_expiring(),
        Kind::Expired => seed.expired(),
        Kind::Captured => seed.captured(),
        Kind::Automatic => seed.automatic(),
        Kind::SplitCart => seed.split_cart(),
        Kind::Subscription => seed.subscription(),
        Kind::Documented => documented(),
        Kind::Minimal => seed.minimal(ALMOST_EXPIRED),
    }
}

/// A session to make.
struct Seed<'a> {
    id: &'a str,
    customer: Value,
    at: &'a Moment,
}

impl Seed<'_> {
    fn hold_expiring(&self) -> Value {
        let intent = self.intent(12_999, "requires_capture", ALMOST_EXPIRED);
        with(self.ordinary(ALMOST_EXPIRED), [("payment_intent", intent)])
    }

    fn expired(&self) -> Value {
        let mut intent = self.intent(12_999, "canceled", EXPIRED);
        intent["amount_capturable"] = json!(0);
        let refund = self.object("refund", &[("intent", intent["payment_intent_id"].clone())]);
        let fields = [("payment_intent", intent), ("refunds", json!([refund]))];
        with(self.ordinary(EXPIRED), fields)
    }

    fn captured(&self) -> Value {
        let intent = succeeded(self.intent(12_999, "succeeded", -2 * DAY));
        let id = intent["payment_intent_id"].clone();
        let capture =
            self.object("capture", &[("intent", id), ("price", price(0, 12_999, self.at))]);
        let fields = [("payment_intent", intent), ("captures", json!([capture]))];
        with(self.ordinary(-2 * DAY), fields)
    }

    fn automatic(&self) -> Value {
        let mut intent = succeeded(self.intent(12_999, "succeeded", -2 * HOUR));
        intent["capture_method"] = json!("automatic");
        let fields = [("payment_intent", intent), ("capture_method", json!("automatic"))];
        with(self.ordinary(-2 * HOUR), fields)
    }

    fn split_cart(&self) -> Value {
        let cart = |amount: i64| {
            let mut intent = self.intent(amount, "requires_capture", ALMOST_EXPIRED);
            intent["customer"] = self.customer.clone();
            self.object("cart", &[("amount", amount.into()), ("intent", intent)])
        };
        let values = [("eligible", cart(8_999)), ("other", cart(4_000)), ("id", self.id.into())];
        let split_cart = self.object("split_cart", &values);
        with(self.ordinary(ALMOST_EXPIRED), [("split_cart", split_cart)])
    }

    fn subscription(&self) -> Value {
        let [subscription_id, invoice_id] =
            ["fsub", "fin"].map(|prefix| Value::from(self.at.new_id(prefix)));
        let mut intent = self.intent(12_999, "requires_capture", ALMOST_EXPIRED);
        intent["invoice"] = invoice_id.clone();
        intent["customer"] = self.customer.clone();
        let values = [
            ("id", invoice_id),
            ("intent", intent),
            ("customer", self.customer.clone()),
            ("subscription", subscription_id.clone()),
        ];
        let invoice = self.object("invoice", &values);
        let mut latest_invoice = invoice.clone();
        // Flex's documentation ends the recursion here.
        latest_invoice["subscription"] = json!({});
        let mut monthly = price(0, 12_999, self.at);
        monthly["type"] = json!("recurring");
        monthly["recurring"] = json!({"interval": "monthly", "interval_count": 1});
        let values = [
            ("id", subscription_id),
            ("created", clock::iso(self.at, ALMOST_EXPIRED).into()),
            ("price", monthly),
            ("invoice", latest_invoice),
            ("customer", self.customer.clone()),
        ];
        let fields = [
            ("mode", json!("subscription")),
            ("invoice", invoice),
            ("subscription", self.object("subscription", &values)),
        ];
        with(self.ordinary(ALMOST_EXPIRED), fields)
    }

    /// Only the required fields, and the payment intent without which there is no hold.
    fn minimal(&self, created: i64) -> Value {
        let values = [
            ("id", self.id.into()),
            ("created", clock::unix(self.at, created - 5 * MINUTE).into()),
            ("expires", clock::unix(self.at, created + DAY).into()),
            ("held", clock::iso(self.at, created).into()),
            ("redirect", format!("https://checkout.example/{}", self.id).into()),
        ];
        self.object("minimal", &values)
    }

    /// A session with the usual fields, without a payment intent.
    fn ordinary(&self, created: i64) -> Value {
        let shipping = self.customer["shipping"].clone();
        let values = [("customer", self.customer.clone()), ("shipping", shipping)];
        let fields = self.object("ordinary", &values);
        let mut session = self.minimal(created);
        if let (Some(session), Value::Object(fields)) = (session.as_object_mut(), fields) {
            session.extend(fields);
        }
        session
    }

    fn intent(&self, amount: i64, status: &str, created: i64) -> Value {
        let id = self.at.new_id("fpi");
        let values = [
            ("secret", format!("{id}_secret_sandbox").into()),
            ("id", id.into()),
            ("amount", amount.into()),
            ("customer", self.customer["customer_id"].clone()),
            ("status", status.into()),
            ("created", clock::iso(self.at, created).into()),
        ];
        self.object("payment_intent", &values)
    }

    fn object(&self, name: &str, values: &[(&str, Value)]) -> Value {
        object(name, values, self.at)
    }
}

/// Returns the documented response with a session's id.
pub(crate) fn documented_for(id: &str) -> String {
    let placeholder = r#""checkout_session_id": "<string>""#;
    DOCUMENTED.replacen(placeholder, &format!(r#""checkout_session_id": "{id}""#), 1)
}

fn documented() -> Value {
    let mut document: Value =
        serde_json::from_slice(DOCUMENTED.as_bytes()).expect("the document is JSON");
    document["checkout_session"].take()
}

fn succeeded(mut intent: Value) -> Value {
    intent["amount_received"] = intent["amount"].clone();
    intent["amount_capturable"] = json!(0);
    intent
}

/// Returns a price of the product with this index.
pub(crate) fn price(product: usize, amount: i64, at: &Moment) -> Value {
    let (name, eligibility) =
        [("Orthopedic insoles", "auto_substantiation"), ("Shoe polish", "not_eligible")][product];
    let values = [
        ("name", name.into()),
        ("amount", amount.into()),
        ("product", PRODUCTS[product].into()),
        ("eligibility", eligibility.into()),
    ];
    object("price", &values, at)
}

/// Returns an object of `seeds.json`. Its string `<id PREFIX>` stands for a new id, `<iso SECONDS>` for
/// a time from now, and any other `<NAME>` for a value.
fn object(name: &str, values: &[(&str, Value)], at: &Moment) -> Value {
    let seeds = include_bytes!("seeds.json");
    let mut seeds: Value = serde_json::from_slice(seeds).expect("seeds.json is JSON");
    let mut object = seeds[name].take();
    fill(&mut object, values, at);
    object
}

fn fill(value: &mut Value, values: &[(&str, Value)], at: &Moment) {
    match value {
        Value::Object(fields) => fields.values_mut().for_each(|field| fill(field, values, at)),
        Value::Array(items) => items.iter_mut().for_each(|item| fill(item, values, at)),
        Value::String(string) => {
            let name = string.strip_prefix('<').and_then(|string| string.strip_suffix('>'));
            let Some(name) = name else { return };
            *value = match name.split_once(' ') {
                Some(("id", prefix)) => at.new_id(prefix).into(),
                Some(("iso", seconds)) => {
                    clock::iso(at, seconds.parse().expect("a number of seconds")).into()
                }
                _ => {
                    let value = values.iter().find(|(known, _)| *known == name);
                    value.expect("a value of the seed").1.clone()
                }
            };
        }
        _ => {}
    }
}

/// Returns an object with fields added.
fn with<const N: usize>(mut object: Value, fields: [(&str, Value); N]) -> Value {
    for (name, value) in fields {
        object[name] = value;
    }
    object
}

#[cfg(test)]
mod tests {
    use flex_checkout::internal::check;

    use super::*;

    #[test]
    fn every_seed_fits_the_models() {
        let at = Moment::new(1_800_000_000_000, 1);
        for kind in Kind::ALL {
            // Deserializing omits fields that drift, without an error.
            let json = json(kind, kind.seed_id(), &at);
            let body = json!({"checkout_session": json}).to_string();
            assert_eq!(check(body.as_bytes()).unwrap().drift, None, "{}", kind.name());
        }
    }
}
