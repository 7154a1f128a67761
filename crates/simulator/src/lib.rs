//! The deterministic world around the replicas.
