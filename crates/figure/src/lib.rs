//! What a view shows at a step, as shapes.
