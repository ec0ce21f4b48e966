//! The embedded migrations change when their files do.

fn main() {
    println!("cargo::rerun-if-changed=../../migrations");
}
