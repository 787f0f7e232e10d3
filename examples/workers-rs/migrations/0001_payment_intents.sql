CREATE TABLE payment_intents (
  payment_intent_id TEXT PRIMARY KEY,
  session_id TEXT NOT NULL,
  stored_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX payment_intents_by_session ON payment_intents (session_id);
