//! Expansion of related objects.

use flex_checkout::models::{CheckoutSession, Customer, Expandable, PaymentIntent};

/// The related objects that a request expands. All others are rendered as their ids.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Expand {
    names: Vec<String>,
}

impl Expand {
    /// Parses `expand_customer=true` and `expand=customer,invoice`.
    pub(crate) fn from_query(query: &[(String, String)]) -> Expand {
        let mut names = Vec::new();
        for (name, value) in query {
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

    /// Replaces every related object that is not expanded by its id.
    pub(crate) fn collapse(&self, session: &mut CheckoutSession) {
        let expanded = |name| self.contains(name);
        if !expanded("customer") {
            to_id(&mut session.customer, |customer| &customer.customer_id);
        }
        if !expanded("payment_intent") {
            to_id(&mut session.payment_intent, |intent| &intent.payment_intent_id);
        }
        if !expanded("subscription") {
            to_id(&mut session.subscription, |subscription| &subscription.subscription_id);
        }
        if !expanded("invoice") {
            to_id(&mut session.invoice, |invoice| &invoice.invoice_id);
        }
    }

    /// Replaces the customer of a payment intent by its id, or by the object.
    pub(crate) fn apply(
        &self,
        intent: &mut PaymentIntent,
        customer: Option<&Expandable<Customer>>,
    ) {
        if !self.contains("customer") {
            to_id(&mut intent.customer, |customer| &customer.customer_id);
        } else if intent.customer.is_some() && customer.is_some() {
            intent.customer = customer.cloned();
        }
    }

    fn contains(&self, name: &str) -> bool {
        self.names.iter().any(|expanded| expanded == name)
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
    fn assert_asks(name: &str, value: &str, names: &[&str]) {
        assert_eq!(Expand::from_query(&[(name.to_owned(), value.to_owned())]).names, names);
    }

    #[test]
    fn parses_both_forms() {
        assert_asks("expand_customer", "true", &["customer"]);
        assert_asks("expand", "customer,invoice", &["customer", "invoice"]);
        assert_asks("expand", "customer, invoice", &["customer", "invoice"]);
        assert_asks("expand_customer", "false", &[]);
        assert_asks("other", "true", &[]);
    }
}
