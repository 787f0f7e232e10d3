//! Captures and their previews.

use std::fmt;
use std::marker::PhantomData;

use flex_checkout::models::{Capture, CaptureItem, Cents, PaymentIntent, PaymentIntentStatus};
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value, error::Category};

use crate::call::Call;
use crate::errors::Refusal;
use crate::intents::intents_mut;
use crate::kinds::Kind;
use crate::moment::Moment;
use crate::operations::{is_held, nothing_held, refuse_unless_manual};
use crate::seeds::{PRODUCTS, price};
use crate::session::{Session, envelope};

/// The last digits of the card of each cart.
const LAST4: [&str; 2] = ["4242", "1881"];

/// A struct that serde reads from an object only. Serde would also read it from an array, and `[]`
/// would capture everything.
struct Object<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(OnlyObject(PhantomData)).map(Object)
    }
}

struct OnlyObject<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for OnlyObject<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(object))
    }
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Body {
    checkout_session: Option<Object<Wish>>,
}

/// The requested capture. Every field may be absent (inferred).
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Wish {
    final_capture: Option<bool>,
    line_items: Option<Vec<Object<LineItem>>>,
    metadata: Option<Map<String, Value>>,
    capture_metadata: Option<Map<String, Value>>,
    amount_shipping: Option<u32>,
    amount_discount: Option<u32>,
    amount_tax: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LineItem {
    product: String,
    amount_to_capture: u32,
}

impl Wish {
    fn read(body: &[u8]) -> Result<Wish, Refusal> {
        if body.trim_ascii().is_empty() {
            return Ok(Wish::default());
        }
        let Object(Body { checkout_session }) = serde_json::from_slice(body).map_err(|error| {
            let sentence = format!("The body cannot be read: {error}");
            let refusal = match error.classify() {
                Category::Data => Refusal::invalid("body", sentence),
                _ => Refusal::bad_request("invalid_request", sentence),
            };
            Refusal { location: "body", ..refusal }
        })?;
        Ok(checkout_session.map(|Object(wish)| wish).unwrap_or_default())
    }

    /// Returns the amounts of its lines, each with the index of its product; `None` to capture
    /// everything.
    fn lines(&self) -> Result<Option<Vec<(usize, i64)>>, Refusal> {
        let items = self.line_items.as_deref().unwrap_or_default();
        let extras = [self.amount_shipping, self.amount_discount, self.amount_tax];
        if items.is_empty() && extras.iter().all(Option::is_none) {
            return Ok(None);
        }
        let line = |Object(item): &Object<LineItem>| {
            let product = PRODUCTS.iter().position(|product| *product == item.product);
            let product = product.ok_or_else(|| Refusal {
                location: "product",
                ..Refusal::bad_request("product_not_found", "One or more products are not valid")
            })?;
            Ok((product, i64::from(item.amount_to_capture)))
        };
        items.iter().map(line).collect::<Result<_, _>>().map(Some)
    }

    /// Returns shipping and tax without the discount.
    fn extra(&self) -> i64 {
        let cents = |amount: Option<u32>| i64::from(amount.unwrap_or_default());
        cents(self.amount_shipping) + cents(self.amount_tax) - cents(self.amount_discount)
    }
}

/// A capture before it is made.
struct Plan {
    /// The payment intents, each with the amount to capture of it. In a split cart, the one of the
    /// eligible cart comes first.
    shares: Vec<(PaymentIntent, i64)>,
    /// Amounts with the indexes of their products.
    lines: Vec<(usize, i64)>,
}

impl Plan {
    /// Allocates each line to the hold of its cart. Shipping and tax go to the first hold with room
    /// for them, and the discount reduces the first (inferred).
    fn new(session: &Session, wish: &Wish) -> Result<Plan, Refusal> {
        refuse_unless_manual(session)?;
        let intents = session.current_intents();
        if !intents.iter().any(is_held) {
            return Err(nothing_held(session));
        }
        let mut shares: Vec<_> = intents.into_iter().map(|intent| (intent, 0)).collect();
        let Some(lines) = wish.lines()? else {
            for (intent, cents) in &mut shares {
                *cents = capturable(intent);
            }
            let lines = shares.iter().map(|(_, cents)| *cents).enumerate();
            let lines = lines.filter(|(_, cents)| *cents > 0).collect();
            return Ok(Plan { shares, lines });
        };
        let last = shares.len() - 1;
        for (product, cents) in &lines {
            shares[(*product).min(last)].1 += cents;
        }
        let mut extra = wish.extra();
        for (intent, cents) in &mut shares {
            let room = capturable(intent);
            let with_extra = (*cents + extra).clamp(0, room.max(*cents));
            extra -= with_extra - *cents;
            *cents = with_extra;
            if *cents > room {
                return Err(too_large());
            }
        }
        if extra > 0 {
            return Err(too_large());
        }
        let total: i64 = shares.iter().map(|(_, cents)| cents).sum();
        if extra < 0 || total == 0 {
            return Err(Refusal::bad_request(
                "capture_amount_too_small",
                "The amount to capture must be at least 1 cent",
            ));
        }
        Ok(Plan { shares, lines })
    }

    fn cents_of(&self, intent: &PaymentIntent) -> i64 {
        let same =
            |share: &&(PaymentIntent, i64)| share.0.payment_intent_id == intent.payment_intent_id;
        self.shares.iter().find(same).map_or(0, |(_, cents)| *cents)
    }

    fn capture(&self, session: &Session, metadata: Value, moment: &Moment) -> Capture {
        let created_at = Some(session.clock.iso(moment, 0));
        let last = self.shares.len() - 1;
        let item = |(product, cents): &(usize, i64)| {
            let mut item = CaptureItem::default();
            item.amount_captured = Some(Cents(*cents));
            item.capture_item_id = moment.new_id("fcapi");
            item.created_at.clone_from(&created_at);
            item.price = serde_json::from_value(price(*product, *cents, moment)).ok();
            let (intent, _) = &self.shares[(*product).min(last)];
            item.payment_intent = Some(intent.payment_intent_id.clone());
            item.test_mode = Some(true);
            item
        };
        let mut capture = Capture::default();
        capture.amount_captured = Some(Cents(self.shares.iter().map(|(_, cents)| cents).sum()));
        capture.capture_id = moment.new_id("fcap");
        capture.items = Some(self.lines.iter().map(item).collect());
        capture.metadata = Some(metadata);
        capture.created_at = created_at;
        capture.test_mode = Some(true);
        capture
    }
}

/// Captures what is held, or the requested part. Releases the rest unless further captures are to
/// follow.
pub(crate) fn capture(session: &mut Session, call: &Call, moment: &Moment) -> Result<(), Refusal> {
    if session.kind == Kind::Documented {
        session.count_capture(0);
        return Ok(());
    }
    let wish = Wish::read(&call.request.body)?;
    let plan = Plan::new(session, &wish)?;
    let is_final = wish.final_capture.unwrap_or(true);
    for intent in intents_mut(&mut session.stored) {
        let (cents, held) = (plan.cents_of(intent), capturable(intent));
        let rest = if is_final { 0 } else { held - cents };
        if cents > 0 || (is_final && is_held(intent)) {
            let received = intent.amount_received.unwrap_or_default().0 + cents;
            intent.amount_capturable = Some(Cents(rest));
            intent.amount_received = Some(Cents(received));
            if rest == 0 && received > 0 {
                intent.status = Some(PaymentIntentStatus::Succeeded);
            }
        }
    }
    if is_final {
        session.release_uncaptured();
    }
    let capture = plan.capture(session, wish.capture_metadata.unwrap_or_default().into(), moment);
    let extras = [
        ("amount_shipping_captured", wish.amount_shipping),
        ("amount_discount_captured", wish.amount_discount),
        ("amount_tax_captured", wish.amount_tax),
    ];
    for (name, amount) in extras {
        if let Some(amount) = amount {
            session.capture_amounts.push((capture.capture_id.clone(), name, amount));
        }
    }
    if let Some(metadata) = wish.metadata
        && let Value::Object(present) =
            session.stored.metadata.get_or_insert_with(|| Map::new().into())
    {
        present.extend(metadata);
    }
    session.count_capture(capture.amount_captured.unwrap_or_default().0);
    session.stored.captures.get_or_insert_default().push(capture);
    Ok(())
}

#[derive(Serialize)]
struct Allocation {
    payment_method_id: String,
    last4: &'static str,
    amount: i64,
}

/// Renders the split that a capture would make.
pub(crate) fn allocation(session: &Session, call: &Call) -> Result<Vec<u8>, Refusal> {
    let plan = Plan::new(session, &Wish::read(&call.request.body)?)?;
    let allocations: Vec<Allocation> = plan
        .shares
        .into_iter()
        .zip(LAST4)
        .filter(|((_, cents), _)| *cents > 0)
        .map(|((intent, amount), last4)| Allocation {
            payment_method_id: intent
                .payment_method
                .unwrap_or_else(|| intent.payment_intent_id.replacen("fpi_", "fpm_", 1)),
            last4,
            amount,
        })
        .collect();
    Ok(envelope("allocations", &allocations))
}

fn capturable(intent: &PaymentIntent) -> i64 {
    if is_held(intent) {
        intent.amount_capturable.or(intent.amount).unwrap_or_default().0
    } else {
        0
    }
}

fn too_large() -> Refusal {
    Refusal::bad_request(
        "capture_amount_too_large",
        "The amount to capture exceeds the amount that is held",
    )
}
