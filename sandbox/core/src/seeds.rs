//! New sessions of each kind.
//!
//! Sessions are written as JSON and checked against the models: a seed that does not fit them
//! panics.

use flex_checkout::internal::check;
use flex_checkout::models::CheckoutSession;
use serde_json::{Value, json};

use crate::clock::{self, DAY, HOUR, MINUTE};
use crate::kinds::Kind;
use crate::moment::Moment;

/// The example response in Flex's documentation.
pub(crate) const DOCUMENTED: &str =
    include_str!("../../../tests/fixtures/reauth-response.documented.json");

/// The products of every session: an eligible one, and one that is not eligible. A split cart has
/// each in its own cart.
pub(crate) const PRODUCTS: [&str; 2] = ["fprod_1", "fprod_2"];

/// A hold with this start expires within the hour.
const ALMOST_EXPIRED: i64 = -(7 * DAY - 50 * MINUTE);
const EXPIRED: i64 = -8 * DAY;

pub(crate) fn session(kind: Kind, id: &str, at: &Moment) -> CheckoutSession {
    let json = match kind {
        Kind::HoldExpiring => hold_expiring(id, at),
        Kind::Expired => expired(id, at),
        Kind::Captured => captured(id, at),
        Kind::Automatic => automatic(id, at),
        Kind::SplitCart => split_cart(id, at),
        Kind::Subscription => subscription(id, at),
        Kind::Documented => documented(),
        Kind::Minimal => minimal(id, ALMOST_EXPIRED, at),
    };
    // Deserializing omits fields that drift, without an error.
    let body = json!({"checkout_session": json}).to_string();
    let checked = check(body.as_bytes()).expect("a seed is a session");
    assert_eq!(checked.drift, None, "a seed fits the models");
    serde_json::from_value(json).expect("a seed is a session")
}

fn hold_expiring(id: &str, at: &Moment) -> Value {
    let customer = customer(at);
    let intent = payment_intent(&customer, 12_999, "requires_capture", ALMOST_EXPIRED, at);
    with(ordinary(id, ALMOST_EXPIRED, &customer, at), json!({"payment_intent": intent}))
}

fn expired(id: &str, at: &Moment) -> Value {
    let customer = customer(at);
    let mut intent = payment_intent(&customer, 12_999, "canceled", EXPIRED, at);
    intent["amount_capturable"] = json!(0);
    let refund = json!({
        "refund_id": at.new_id("fre"),
        "payment_intent_id": intent["payment_intent_id"],
        "amount": 12_999,
        "created_at": clock::iso(at, -DAY),
        "reason": "expired_uncaptured_charge",
        "status": "succeeded",
        "test_mode": true,
    });
    with(
        ordinary(id, EXPIRED, &customer, at),
        json!({"payment_intent": intent, "refunds": [refund]}),
    )
}

fn captured(id: &str, at: &Moment) -> Value {
    let customer = customer(at);
    let intent = succeeded(payment_intent(&customer, 12_999, "succeeded", -2 * DAY, at));
    let capture = json!({
        "amount_captured": 12_999,
        "capture_id": at.new_id("fcap"),
        "created_at": clock::iso(at, -DAY),
        "items": [{
            "amount_captured": 12_999,
            "capture_item_id": at.new_id("fcapi"),
            "created_at": clock::iso(at, -DAY),
            "price": price(0, 12_999, at),
            "payment_intent": intent["payment_intent_id"],
            "test_mode": true,
        }],
        "metadata": {},
        "test_mode": true,
    });
    with(
        ordinary(id, -2 * DAY, &customer, at),
        json!({"payment_intent": intent, "captures": [capture]}),
    )
}

fn automatic(id: &str, at: &Moment) -> Value {
    let customer = customer(at);
    let mut intent = succeeded(payment_intent(&customer, 12_999, "succeeded", -2 * HOUR, at));
    intent["capture_method"] = json!("automatic");
    with(
        ordinary(id, -2 * HOUR, &customer, at),
        json!({"payment_intent": intent, "capture_method": "automatic"}),
    )
}

fn split_cart(id: &str, at: &Moment) -> Value {
    let customer = customer(at);
    let cart = |amount| {
        let mut intent = payment_intent(&customer, amount, "requires_capture", ALMOST_EXPIRED, at);
        intent["customer"] = customer.clone();
        json!({
            "amount_total": amount,
            "amount_subtotal": amount,
            "amount_tax": 0,
            "amount_discount": 0,
            "payment_intent": intent,
            "amount_shipping": 0,
        })
    };
    let split_cart = json!({
        "split_cart_id": at.new_id("fsc"),
        "eligible_cart": cart(8_999),
        "non_eligible_cart": cart(4_000),
        "checkout_session_id": id,
    });
    with(ordinary(id, ALMOST_EXPIRED, &customer, at), json!({"split_cart": split_cart}))
}

fn subscription(id: &str, at: &Moment) -> Value {
    let customer = customer(at);
    let subscription_id = at.new_id("fsub");
    let mut intent = payment_intent(&customer, 12_999, "requires_capture", ALMOST_EXPIRED, at);
    let invoice_id = at.new_id("fin");
    intent["invoice"] = json!(invoice_id);
    intent["customer"] = customer.clone();
    let invoice = json!({
        "invoice_id": invoice_id,
        "total": 12_999,
        "amount_due": 12_999,
        "amount_paid": 0,
        "payment_intent": intent,
        "customer": customer.clone(),
        "period_end": clock::iso(at, 23 * DAY),
        "period_start": clock::iso(at, -7 * DAY),
        "subscription": subscription_id,
        "status": "open",
        "collection_method": "charge_automatically",
        "test_mode": true,
        "metadata": {},
    });
    let mut latest_invoice = invoice.clone();
    // Flex's documentation ends the recursion here.
    latest_invoice["subscription"] = json!({});
    let mut monthly = price(0, 12_999, at);
    monthly["type"] = json!("recurring");
    monthly["recurring"] = json!({"interval": "monthly", "interval_count": 1});
    let subscription = json!({
        "subscription_id": subscription_id,
        "created_at": clock::iso(at, ALMOST_EXPIRED),
        "items": [{
            "subscription_item_id": at.new_id("fsi"),
            "price": monthly,
            "quantity": 1,
            "created_at": clock::iso(at, ALMOST_EXPIRED),
            "updated_at": clock::iso(at, ALMOST_EXPIRED),
            "test_mode": true,
        }],
        "latest_invoice": latest_invoice,
        "customer": customer.clone(),
        "status": "active",
        "cancel_at_period_end": false,
        "current_period_end": clock::iso(at, 23 * DAY),
        "current_period_start": clock::iso(at, -7 * DAY),
        "metadata": {},
        "test_mode": true,
        "client_secret": {"payment_secret": "fpi_sandbox_secret_sandbox"},
        "proration_behavior": "none",
    });
    with(
        ordinary(id, ALMOST_EXPIRED, &customer, at),
        json!({"mode": "subscription", "invoice": invoice, "subscription": subscription}),
    )
}

/// Returns the documented response with a session's id.
pub(crate) fn documented_for(id: &str) -> String {
    let placeholder = r#""checkout_session_id": "<string>""#;
    DOCUMENTED.replacen(placeholder, &format!(r#""checkout_session_id": "{id}""#), 1)
}

fn documented() -> Value {
    let mut document: Value = serde_json::from_str(DOCUMENTED).expect("the document is JSON");
    document["checkout_session"].take()
}

/// Only the required fields, and the payment intent without which there is no hold.
fn minimal(id: &str, created: i64, at: &Moment) -> Value {
    json!({
        "allow_promotion_codes": false,
        "amount_total": 12_999,
        "amount_subtotal": 12_999,
        "captures": [],
        "capture_method": "manual",
        "checkout_session_id": id,
        "created_at": clock::unix(at, created - 5 * MINUTE),
        "expires_at": clock::unix(at, created + DAY),
        "hsa_fsa_eligible": true,
        "letter_of_medical_necessity_required": false,
        "mode": "payment",
        "payment_intent": {
            "payment_intent_id": at.new_id("fpi"),
            "amount": 12_999,
            "status": "requires_capture",
            "created_at": clock::iso(at, created),
            "capture_method": "manual",
            "test_mode": true,
        },
        "redirect_url": format!("https://checkout.example/{id}"),
        "refunds": [],
        "shipping_address_collection": false,
        "status": "complete",
        "success_url": "https://shop.example/thanks",
        "test_mode": true,
        "total_details": {},
    })
}

/// A session with the usual fields, without a payment intent.
fn ordinary(id: &str, created: i64, customer: &Value, at: &Moment) -> Value {
    with(
        minimal(id, created, at),
        json!({
            "payment_intent": null,
            "cancel_url": "https://shop.example/cart",
            "client_reference_id": "order-1001",
            "customer": customer,
            "defaults": {"email": customer["email"]},
            "metadata": {"order": "1001"},
            "shipping_options": {
                "shipping_rate_id": at.new_id("fshr"),
                "shipping_amount": 0,
                "display_name": "Standard",
            },
            "shipping_address_collection": true,
            "shipping_details": customer["shipping"],
            "tax_rate": {"amount": 0},
            "total_details": {
                "amount_discount": 0,
                "amount_tax": 0,
                "amount_shipping": 0,
                "amount_iias": 12_999,
            },
            "visit_type": "notApplicable",
        }),
    )
}

fn customer(at: &Moment) -> Value {
    json!({
        "customer_id": at.new_id("fcus"),
        "first_name": "Jane",
        "last_name": "Roe",
        "email": "jane.roe@example.com",
        "phone": "+15555550100",
        "employer": "Example Inc.",
        "shipping": {
            "shipping_address_id": at.new_id("fsha"),
            "line1": "1 Example Street",
            "city": "Springfield",
            "state": "IL",
            "postal_code": "62701",
            "country": "US",
        },
        "created_at": clock::iso(at, -90 * DAY),
        "test_mode": true,
    })
}

fn payment_intent(customer: &Value, amount: i64, status: &str, created: i64, at: &Moment) -> Value {
    let id = at.new_id("fpi");
    json!({
        "payment_intent_id": id,
        "amount": amount,
        "amount_capturable": amount,
        "amount_received": 0,
        "application_fee_amount": 0,
        "customer": customer["customer_id"],
        "status": status,
        "latest_charge": at.new_id("fch"),
        "created_at": clock::iso(at, created),
        "capture_method": "manual",
        "client_secret": format!("{id}_secret_sandbox"),
        "metadata": {},
        "payment_method": at.new_id("fpm"),
        "test_mode": true,
    })
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
    json!({
        "price_id": at.new_id("fprice"),
        "description": name,
        "unit_amount": amount,
        "active": true,
        "product": {
            "product_id": PRODUCTS[product],
            "name": name,
            "created_at": clock::iso(at, -90 * DAY),
            "active": true,
            "hsa_fsa_eligibility": eligibility,
            "test_mode": true,
            "metadata": {},
        },
        "created_at": clock::iso(at, -90 * DAY),
        "type": "one_time",
        "metadata": {},
        "hsa_fsa_eligibility": eligibility,
        "test_mode": true,
    })
}

/// Returns the first object with the fields of the second added.
fn with(mut object: Value, fields: Value) -> Value {
    if let (Some(object), Value::Object(fields)) = (object.as_object_mut(), fields) {
        object.extend(fields);
    }
    object
}
