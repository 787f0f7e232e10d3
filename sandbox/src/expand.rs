//! Which related objects are rendered in full.

use axum::extract::Query;
use axum::http::Uri;
use flex_checkout::models::{CheckoutSession, Expandable};

/// What a request's query asks to have in full. Everything else is rendered as its id.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Expand {
    names: Vec<String>,
}

impl Expand {
    /// Reads `expand_customer=true` and `expand=customer,invoice`.
    pub(crate) fn from_uri(uri: &Uri) -> Expand {
        let pairs = Query::<Vec<(String, String)>>::try_from_uri(uri)
            .map(|query| query.0)
            .unwrap_or_default();
        let mut names = Vec::new();
        for (name, value) in pairs {
            match name.strip_prefix("expand_") {
                Some(object) if value == "true" => names.push(object.to_owned()),
                None if name == "expand" => {
                    names.extend(value.split(',').map(|object| object.trim().to_owned()));
                }
                _ => {}
            }
        }
        Expand { names }
    }

    /// Puts an id in the place of every related object that was not asked for.
    pub(crate) fn collapse(&self, session: &mut CheckoutSession) {
        let asked = |name: &str| self.names.iter().any(|asked| asked == name);
        if !asked("customer") {
            to_id(&mut session.customer, |customer| &customer.customer_id);
        }
        if !asked("payment_intent") {
            to_id(&mut session.payment_intent, |intent| &intent.payment_intent_id);
        }
        if !asked("subscription") {
            to_id(&mut session.subscription, |subscription| &subscription.subscription_id);
        }
        if !asked("invoice") {
            to_id(&mut session.invoice, |invoice| &invoice.invoice_id);
        }
    }
}

fn to_id<T>(slot: &mut Option<Expandable<T>>, id: impl Fn(&T) -> &str) {
    if let Some(Expandable::Object(object)) = slot {
        *slot = Some(Expandable::Id(id(object).to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_asks(query: &str, names: &[&str]) {
        let uri = format!("/v1/x?{query}").parse().unwrap();
        assert_eq!(Expand::from_uri(&uri).names, names);
    }

    #[test]
    fn both_forms_are_read() {
        assert_asks("expand_customer=true", &["customer"]);
        assert_asks("expand=customer,invoice", &["customer", "invoice"]);
        assert_asks("expand=customer%2C%20invoice", &["customer", "invoice"]);
        assert_asks("expand_customer=false&other=true", &[]);
    }
}
