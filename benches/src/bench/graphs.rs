//! The tables of the shapes: modules that `build.rs` writes.

include!(concat!(env!("OUT_DIR"), "/shapes.rs"));
