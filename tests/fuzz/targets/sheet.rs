#![no_main]

// What is built once, such as the catalogue, is no part of the time of the first input.
libfuzzer_sys::fuzz_target!(init: fuzz::sheet(&[]), |data: &[u8]| fuzz::sheet(data));
